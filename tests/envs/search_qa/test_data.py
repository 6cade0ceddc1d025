"""Public sets of questions: every format as it is published, and what is wrong with a file."""

import gzip
import json

import pytest

from turnwise.envs.core.errors import DataError
from turnwise.envs.search_qa.corpus import Fact, Page, Pages
from turnwise.envs.search_qa.data import load, load_pages

HOTPOT = {
    "_id": "h1",
    "question": "Where was the keeper of Gull Light born?",
    "answer": "Oslo",
    "type": "bridge",
    "level": "hard",
    "supporting_facts": [["Gull Light", 1], ["Ada Berg", 0]],
    "context": [
        ["Gull Light", ["Gull Light is a lighthouse.", " Its keeper was Ada Berg.", " It burned."]],
        ["Ada Berg", ["Ada Berg was born in Oslo."]],
        ["Oslo", ["Oslo is a city."]],
    ],
}
TWO_WIKI = {
    **HOTPOT,
    "_id": "w1",
    "type": "compositional",
    "context": [
        ["Gull Light (lighthouse)", ["Gull Light is a lighthouse.", "Its keeper was Ada Berg."]],
        ["Ada Berg", ["Ada Berg was born in Oslo."]],
    ],
    "supporting_facts": [["Gull Light (lighthouse)", 1], ["Ada Berg", 0]],
    "evidences": [["Gull Light", "keeper", "Ada Berg"], ["Ada Berg", "place of birth", "Oslo"]],
}
MUSIQUE = {
    "id": "2hop__1_2",
    "paragraphs": [
        {"idx": 0, "title": "Oslo", "paragraph_text": "Oslo is a city.", "is_supporting": False},
        {"idx": 1, "title": "Gull Light", "paragraph_text": "Its keeper was Ada Berg.", "is_supporting": True},
        {"idx": 2, "title": "Ada Berg", "paragraph_text": "She was born in Oslo.", "is_supporting": True},
    ],
    "question": "Where was the keeper of Gull Light born?",
    "question_decomposition": [
        {"id": 1, "question": "Gull Light >> keeper", "answer": "Ada Berg", "paragraph_support_idx": 1},
        {"id": 2, "question": "#1 >> place of birth", "answer": "Oslo", "paragraph_support_idx": 2},
    ],
    "answer": "Oslo",
    "answer_aliases": ["Kristiania"],
    "answerable": True,
}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, list) and ".jsonl" in path.name:
        text = "\n".join(map(json.dumps, value)) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_hotpotqa_as_published(tmp_path):
    loaded = load(write(tmp_path / "hotpot_dev_distractor_v1.json", [HOTPOT]))
    (question,) = loaded.questions
    assert loaded.name == "hotpot_dev_distractor_v1"
    assert (question.id, question.answers, question.kind, question.hops) == ("h1", ("Oslo",), "bridge", 2)
    assert question.support == (("Gull Light", 1), ("Ada Berg", 0))
    assert question.candidates == ("Gull Light", "Ada Berg", "Oslo")
    page = loaded.corpus.page("Gull Light")
    assert page.text == "Gull Light is a lighthouse. Its keeper was Ada Berg. It burned."
    (start, end), *_ = question.facts[0].spans
    assert page.text[start:end] == "Its keeper was Ada Berg."
    assert question.facts[0].docs == ("Gull Light",)
    assert [page.text[start:end] for start, end in page.sentences][2] == "It burned."


def test_hotpotqa_in_the_form_of_columns(tmp_path):
    columns = {
        **HOTPOT,
        "context": {"title": [t for t, _ in HOTPOT["context"]], "sentences": [s for _, s in HOTPOT["context"]]},
        "supporting_facts": {"title": ["Gull Light", "Ada Berg"], "sent_id": [1, 0]},
    }
    assert (
        load(write(tmp_path / "a.jsonl", [columns])).questions == load(write(tmp_path / "b.json", [HOTPOT])).questions
    )


def test_2wiki_facts_are_its_triples_in_the_order_they_need_each_other(tmp_path):
    loaded = load(write(tmp_path / "dev.json", [TWO_WIKI]))
    first, second = loaded.questions[0].facts
    assert (first.subject, first.relation, first.value) == ("Gull Light", "keeper", "Ada Berg")
    assert (first.docs, first.needs) == (("Gull Light (lighthouse)",), ())
    assert (second.docs, second.needs, second.value) == (("Ada Berg",), (0,), "Oslo")
    page = loaded.corpus.page("Gull Light (lighthouse)")
    assert page.text == "Gull Light is a lighthouse. Its keeper was Ada Berg."
    assert page.text[slice(*first.spans[0])] == "Its keeper was Ada Berg."
    unknown = {**TWO_WIKI, "evidences": [["Somebody else", "keeper", "Ada Berg"]]}
    assert load(write(tmp_path / "other.json", [unknown])).questions[0].facts[0].docs == ()


def test_musique_as_published(tmp_path):
    twin = {**MUSIQUE, "answerable": False, "paragraphs": MUSIQUE["paragraphs"][:2]}
    twin["question_decomposition"] = [
        MUSIQUE["question_decomposition"][0],
        {**MUSIQUE["question_decomposition"][1], "paragraph_support_idx": None},
    ]
    loaded = load(write(tmp_path / "musique_full_v1.0_dev.jsonl.gz", [MUSIQUE, twin]))
    question, unanswerable = loaded.questions
    assert question.answers == ("Oslo", "Kristiania")
    assert (question.kind, question.hops, question.answerable) == ("2hop", 2, True)
    first, second = question.facts
    assert (first.question, first.value, first.needs, first.aliases) == ("Gull Light keeper", "Ada Berg", (), ())
    assert (second.question, second.needs, second.aliases) == ("#1 place of birth", (0,), ("Kristiania",))
    assert loaded.corpus.page(second.docs[0]).text == "She was born in Oslo."
    assert len(loaded.corpus) == 3
    assert (unanswerable.id, unanswerable.answerable) == ("2hop__1_2/unanswerable", False)
    assert unanswerable.facts[1].docs == ()


def test_beir(tmp_path):
    write(
        tmp_path / "corpus.jsonl",
        [{"_id": "d1", "title": "Oslo", "text": "A city."}, {"_id": "d2", "title": "", "text": "x"}],
    )
    queries = [{"_id": "q1", "text": "city?", "metadata": {"answer": "Oslo"}}, {"_id": "q2", "text": "other?"}]
    write(tmp_path / "queries.jsonl", queries)
    write(tmp_path / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n")
    loaded = load(tmp_path)
    assert loaded.questions[0].facts == (Fact(("d1",)),)
    assert loaded.questions[0].answers == ("Oslo",)
    assert loaded.questions[1].facts is None
    assert loaded.splits == {"test": (0,)}
    assert loaded.corpus.page("d2").contents == "\nx"


def test_lists_of_questions_with_a_corpus_of_their_own(tmp_path):
    pages = write(tmp_path / "wiki.jsonl", [{"id": "7", "contents": '"Oslo"\nA city in Norway.'}])
    nq = load(
        write(tmp_path / "nq.jsonl", [{"question": "capital of norway", "answer": ["Oslo", "Oslo", "oslo"]}]),
        corpus=pages,
    )
    assert nq.questions[0].answers == ("Oslo", "oslo")
    assert nq.questions[0].facts is None
    assert nq.corpus.page("7") == Page("7", "Oslo", "A city in Norway.")
    again = load(tmp_path / "nq.jsonl")
    assert again.corpus is None
    assert again.questions[0].id == nq.questions[0].id
    trivia = {
        "Data": [{"QuestionId": "t1", "Question": "Who?", "Answer": {"Value": "Ada", "Aliases": ["Ada", "Berg"]}}]
    }
    assert load(write(tmp_path / "trivia.json", trivia)).questions[0].answers == ("Ada", "Berg")
    flash = {"id": "dev_0", "question": "who?", "golden_answers": ["Ada"], "metadata": {}}
    assert load(write(tmp_path / "flash.jsonl", [flash])).questions[0].answers == ("Ada",)
    popqa = "id\tsubj\tprop\tobj\tquestion\tpossible_answers\n"
    popqa += '4\tAda\toccupation\tkeeper\tWhat is she?\t"[""keeper"", ""warden""]"\n'
    question = load(write(tmp_path / "popQA.tsv", popqa)).questions[0]
    assert (question.answers, question.kind) == (("keeper", "warden"), "occupation")
    assert question.facts == (Fact((), subject="Ada", relation="occupation", value="keeper", aliases=("warden",)),)


def test_passages_in_a_table(tmp_path):
    pages = load_pages(write(tmp_path / "psgs.tsv", 'id\ttext\ttitle\n1\t"A ""big"" city"\tOslo\n'))
    assert pages.page("1") == Page("1", "Oslo", 'A "big" city')


def test_a_file_for_each_split(tmp_path):
    write(tmp_path / "train.json", [HOTPOT])
    write(tmp_path / "dev.json", [{**HOTPOT, "_id": "h2"}])
    loaded = load(tmp_path, name="mine")
    assert loaded.splits == {"dev": (0,), "train": (1,)}
    assert [question.id for question in loaded.questions] == ["h2", "h1"]
    assert loaded.name == "mine"


def test_one_title_with_two_texts_is_two_pages(tmp_path):
    other = {**HOTPOT, "_id": "h2", "context": [["Oslo", ["Oslo is a large city."]], *HOTPOT["context"][:2]]}
    loaded = load(write(tmp_path / "dev.json", [HOTPOT, other]))
    assert len(loaded.corpus) == 4
    assert {
        loaded.corpus.page(doc_id).text
        for question in loaded.questions
        for doc_id in question.candidates
        if "Oslo" in doc_id
    } == {
        "Oslo is a city.",
        "Oslo is a large city.",
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{", "a.json: expected JSON"),
        ("a.jsonl", '{"question": "x", "answers": ["y"]}\n{', "a.jsonl:2: expected JSON"),
        ("a.jsonl", "[1]", "a.jsonl:1: expected a JSON object"),
        ("a.jsonl", "", "expected questions, got none"),
        ("a.jsonl", '{"text": "x"}', "expected a question in one of the formats"),
        ("a.jsonl", '{"question": 1.5, "answers": ["y"]}', "a text under 'question'"),
        ("a.jsonl", '{"question": "x", "answers": [1]}', "a list of texts under 'answers'"),
        ("a.jsonl", '{"id": "1", "question": "x", "answers": []}\n' * 2, "two have '1'"),
        ("a.json", json.dumps([{**HOTPOT, "supporting_facts": [["Nowhere", 0]]}]), "pages that are in the context"),
        ("a.json", json.dumps([{**HOTPOT, "supporting_facts": [["Oslo"]]}]), "sentence numbers"),
        ("a.json", json.dumps([{**HOTPOT, "context": [["Oslo"]]}]), "titles with their sentences"),
        ("a.json", json.dumps([{**TWO_WIKI, "evidences": [["a", "b"]]}]), "subject, relation and object"),
        ("a.json", json.dumps([{**MUSIQUE, "paragraphs": []}]), "paragraph_support_idx"),
        ("a.tsv", "question\tanswer\nx\n", "as many fields"),
        ("a.txt", "x", "ends in one of"),
    ],
)
def test_a_wrong_file_is_an_error_that_says_where(tmp_path, name, content, message):
    with pytest.raises(DataError, match=message.replace("(", r"\(")) as caught:
        load(write(tmp_path / name, content))
    assert "a." in str(caught.value)


def test_missing_and_unreadable_files(tmp_path):
    with pytest.raises(DataError, match="nothing there"):
        load(tmp_path / "none.json")
    with pytest.raises(DataError, match="got none"):
        load(tmp_path)
    (tmp_path / "bad.jsonl.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9])
    with pytest.raises(DataError, match="can't be read"):
        load(tmp_path / "bad.jsonl.gz")
    (tmp_path / "latin.jsonl").write_bytes(b'{"question": "\xe9"}')
    with pytest.raises(DataError, match="can't be read"):
        load(tmp_path / "latin.jsonl")


def test_gold_pages_that_the_corpus_lacks(tmp_path):
    write(tmp_path / "corpus.jsonl", [{"id": "d1", "title": "Oslo", "text": "A city."}])
    questions = write(
        tmp_path / "questions.jsonl", [{"id": "1", "question": "x", "answers": ["y"], "supporting": ["d2"]}]
    )
    with pytest.raises(DataError, match="'d2'"):
        load(questions)


def test_pages_with_one_id_and_what_identifies_a_corpus():
    one = Page("a", "t", "x")
    with pytest.raises(DataError, match="'a'"):
        Pages([one, Page("a", "t", "y")])
    assert Pages([one]).fingerprint == Pages([one]).fingerprint
    others = [Page("a", "tx", ""), Page("at", "", "x"), Page("a", "t", "y"), Page("b", "t", "x")]
    assert len({Pages([page]).fingerprint for page in (one, *others)}) == 5


SETS = {"musique": (204, 3508), "2wiki": (480, 16028), "hotpotqa": (214, 2116), "popqa": (685, 1024)}


@pytest.mark.parametrize("name", [*SETS, "bamboogle", "nq", "triviaqa"])
def test_real_sets(data_dir, name):
    loaded = load(data_dir("searchqa") / name)
    assert loaded.name == name
    assert all(question.answers for question in loaded.questions)
    if name not in SETS:
        assert loaded.corpus is None
        assert all(question.facts is None for question in loaded.questions)
        return
    assert (len(loaded.questions), len(loaded.corpus)) == SETS[name]
    for question in loaded.questions:
        assert question.facts
        assert (
            all(need < number for number, fact in enumerate(question.facts) for need in fact.needs) or name == "2wiki"
        )
        for fact in question.facts:
            for doc_id, span in zip(fact.docs, fact.spans, strict=False):
                assert span == (0, 0) or loaded.corpus.page(doc_id).text[slice(*span)]
    if name == "musique":
        hops = {question.hops for question in loaded.questions}
        assert hops == {2, 3, 4}
        stated = [fact.value in loaded.corpus.page(fact.docs[0]).text for q in loaded.questions for fact in q.facts]
        assert sum(stated) / len(stated) > 0.9
