"""Eight pages, and two questions about them: one with a chain of three facts, one without gold evidence."""

from turnwise.envs.search_qa import Fact, Question

TEXTS = {
    "ada": ("Ada Pike", "Ada Pike collects stamps. Ada Pike earns a living at Brim Works."),
    "brim": ("Brim Works", "Brim Works makes bells. It was set up by Oro Tal in a barn."),
    "oro": ("Oro Tal", "Oro Tal kept bees. " + "Nothing much happened for years. " * 12 + "Oro Tal came from Marle."),
    "pike": ("Pike (fish)", "A pike is a fish with many teeth. No works are known."),
    "works": ("Steel works", "Steel works employ many people. They are loud."),
    "marl": ("Marl", "Marl is a kind of soil."),
    "tal": ("Ora Tal", "Ora Tal is a dancer and no kin of bees."),
    "bees": ("Bees", "Bees live in hives. They make honey."),
}

CHAIN = Question(
    id="chain",
    text="Where does the founder of the employer of Ada Pike come from?",
    answers=("Marle", "Marle-on-Sea"),
    kind="bridge",
    hops=3,
    facts=(
        Fact(("ada",), ((26, 64),), (), "Ada Pike", "employer", "Brim Works", "employer of Ada Pike"),
        Fact(("brim",), ((24, 59),), (0,), "Brim Works", "founder", "Oro Tal", "who set up #1"),
        Fact(("oro",), ((415, 439),), (1,), "Oro Tal", "origin", "Marle", "where #2 came from"),
    ),
)
BARE = Question(id="bare", text="Who kept bees?", answers=("Oro Tal",))
