"use strict";
// Texts of agents and environments are only ever set as textContent: they are data, whatever they look like.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  if (!data.episodes.length) return;
  const [ENV, AGENT, INDEX, TITLE, RESULT, RETURN, ENDED, PROBLEM, OPENING, TURNS, SCENES] = Array(11).keys();
  const [TEXT, AFTER, LABEL, REASON, SCORE, TOTAL, TERMS, FLAGS, OUTCOME] = Array(9).keys();
  const [TITLE_OF, NOTES, PARTS, LINKS] = Array(4).keys();
  const [NAME, GROUP, TONE, LINES] = Array(4).keys();
  const TONES = ["plain", "here", "hidden", "shut", "done"];
  const [REJECTED, MISSED, LOST, DEGRADED] = [1, 2, 4, 8];
  const MARKS = { solved: "★", optimal: "✓", progress: "+", neutral: "·", setback: "−", fatal: "✗", rejected: "?", failed: "✗", pending: "…" };
  const ENDS = ["given up", "ended by the rules", "cut at the limit"];
  const FILTERS = {
    all: () => true,
    solved: (e) => e[RESULT] === 1,
    failed: (e) => e[RESULT] === 0,
    missed: (e) => e[TURNS].some((t) => t[FLAGS] & MISSED),
    unmeasured: (e) => e[RESULT] < 0,
  };
  const $ = (id) => document.getElementById(id);
  const string = (n) => data.strings[n];
  const number = (x, digits = 3) => {
    const text = String(Number(Math.abs(x).toFixed(digits)));
    return (x < 0 && Number(text) ? "−" : "") + text;
  };
  const signed = (x) => (x > 0 ? "+" : "") + number(x);
  const make = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const result = (e) => (e[RESULT] < 0 ? "not measured" : e[RESULT] ? "done" : "not done");
  const at = { env: 0, agent: 0, filter: "all", shown: [], episode: null, turn: 0 };

  function fill(select, names) {
    names.forEach((name, n) => select.append(new Option(name, n)));
  }

  function list(wanted) {
    const found = data.episodes.filter((e) => e[ENV] === at.env && e[AGENT] === at.agent);
    at.shown = found.filter(FILTERS[at.filter]);
    const rows = at.shown.map((e, n) => {
      const button = make("button");
      button.type = "button";
      const tone = e[RESULT] < 0 ? "pending" : e[RESULT] ? "solved" : "failed";
      const sign = make("span", e[RESULT] < 0 ? "○" : e[RESULT] ? "✓" : "✗", "tone-" + tone);
      sign.style.color = "var(--tone)";
      button.append(sign, make("span", "task " + e[INDEX]), make("span", e[RESULT] < 0 ? "–" : e[RETURN].toFixed(2).replace("-", "−"), "return"));
      button.setAttribute("aria-label", `task ${e[INDEX]}, ${result(e)}, return ${number(e[RETURN], 2)}`);
      button.addEventListener("click", () => open(n));
      const row = make("li");
      row.append(button);
      return row;
    });
    $("episodes").replaceChildren(...(rows.length ? rows : [make("li", "No such episode.", "empty")]));
    $("episode").hidden = !rows.length;
    if (!rows.length) return;
    const place = at.shown.findIndex((e) => e[INDEX] === wanted);
    open(Math.max(0, place));
  }

  function open(n, turn = 0) {
    at.episode = n;
    const e = at.shown[n];
    [...$("episodes").children].forEach((row, k) => row.firstChild.setAttribute("aria-current", String(k === n)));
    const here = $("episodes").children[n], box = $("episodes");
    if (here.offsetTop < box.scrollTop || here.offsetTop + here.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = here.offsetTop - box.clientHeight / 2;
    const wrong = e[TURNS].filter((t) => t[FLAGS] & MISSED).length;
    $("headline").replaceChildren(
      make("b", `${data.envs[e[ENV]].split("/").pop()} task ${e[INDEX]}`),
      ...(string(e[TITLE]) ? [make("span", string(e[TITLE]))] : []),
      make("span", e[RESULT] < 0 ? "not measured: " + string(e[PROBLEM]) : result(e) + ", " + ENDS[e[ENDED]]),
      ...(e[RESULT] < 0 ? [] : [make("span", "return " + number(e[RETURN]))]),
      make("span", `${e[TURNS].length} turns, ${wrong || "none"} not optimal`),
    );
    $("strip").classList.toggle("many", e[TURNS].length > 60);
    $("strip").replaceChildren(
      ...e[TURNS].map((t, k) => {
        const label = string(t[LABEL]);
        const button = make("button", MARKS[label] || "·", "tone-" + label);
        button.type = "button";
        button.title = `turn ${k + 1}: ${label}`;
        button.setAttribute("aria-label", button.title);
        button.addEventListener("click", () => show(k));
        return button;
      }),
    );
    show(turn);
  }

  // Lines that were not there before are marked.
  function write(node, text, before) {
    const seen = before === null ? null : new Set(data.texts[before]);
    const parts = [];
    data.texts[text].forEach((line, n) => {
      if (n) parts.push("\n");
      parts.push(seen && !seen.has(line) && string(line).trim() ? make("mark", string(line)) : string(line));
    });
    node.replaceChildren(...parts);
  }

  function show(k) {
    const e = at.shown[at.episode], turns = e[TURNS];
    at.turn = Math.max(0, Math.min(k, turns.length - 1));
    const t = turns[at.turn];
    [...$("strip").children].forEach((b, n) => b.setAttribute("aria-current", String(n === at.turn)));
    $("first").disabled = $("previous").disabled = !t || at.turn === 0;
    $("last").disabled = $("next").disabled = !t || at.turn === turns.length - 1;
    $("error").disabled = !turns.some((x) => x[FLAGS] & MISSED);
    $("where").textContent = t ? `turn ${at.turn + 1} of ${turns.length}` : "no turn was played";
    document.querySelectorAll(".turn .card").forEach((card, n) => { card.hidden = !t && n > 0; });
    const before = at.turn ? turns[at.turn - 1][AFTER] : e[OPENING];
    write($("before"), before, null);
    if (t) verdict(t, before);
    scene(e[SCENES], t ? at.turn + 1 : 0);
    remember(e);
  }

  // The state after the turn; boxes that the turn changed are marked.
  function scene(scenes, n) {
    $("scene").hidden = !scenes.length;
    if (!scenes.length) return;
    const content = (id) => JSON.stringify([data.parts[id][NAME], data.parts[id][LINES]]);
    const now = data.scenes[scenes[n]], before = n ? new Set(data.scenes[scenes[n - 1]][PARTS].map(content)) : null;
    $("scene-title").textContent = string(now[TITLE_OF]) + (n ? ", after this turn" : "");
    $("scene-notes").replaceChildren(...now[NOTES].map((note) => make("li", string(note))));
    const groups = new Map();
    const boxes = now[PARTS].map((id) => {
      const part = data.parts[id];
      const box = make("div", undefined, "part " + TONES[part[TONE]] + (before && !before.has(content(id)) ? " new" : ""));
      box.append(make("b", string(part[NAME])), ...part[LINES].map((line) => make("span", string(line))));
      if (!groups.has(part[GROUP])) groups.set(part[GROUP], []);
      groups.get(part[GROUP]).push(box);
      return box;
    });
    const map = $("scene-map"), svg = map.querySelector("svg");
    map.replaceChildren(svg, ...[...groups].map(([name, members]) => {
      const group = make("div", undefined, "group"), inside = make("div", undefined, "parts");
      if (string(name)) group.append(make("h4", string(name)));
      inside.append(...members);
      group.append(inside);
      return group;
    }));
    draw(svg, map.getBoundingClientRect(), now[LINKS].map(([start, end, label]) => [boxes[start], boxes[end], string(label)]));
  }

  function draw(svg, frame, links) {
    const element = (tag, fields, text) => {
      const node = document.createElementNS(svg.namespaceURI, tag);
      for (const [name, value] of Object.entries(fields)) node.setAttribute(name, value);
      if (text) node.textContent = text;
      return node;
    };
    const middle = (box) => {
      const r = box.getBoundingClientRect();
      return [r.left - frame.left + r.width / 2, r.top - frame.top + r.height / 2];
    };
    svg.replaceChildren(...links.flatMap(([start, end, label]) => {
      const [x1, y1] = middle(start), [x2, y2] = middle(end);
      const line = element("line", { x1, y1, x2, y2 });
      return label ? [line, element("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 3 }, label)] : [line];
    }));
  }

  function verdict(t, before) {
    const label = string(t[LABEL]);
    write($("after"), t[AFTER], before);
    $("action").textContent = string(t[TEXT]);
    document.querySelector(".decision").className = "card decision tone-" + label;
    $("label").textContent = label;
    $("score").textContent =
      (t[SCORE] === null ? "not judged" : "score " + number(t[SCORE])) +
      (t[FLAGS] & LOST ? ", the goal is out of reach" : "") +
      (t[FLAGS] & DEGRADED ? ", not exact" : "");
    $("reason").textContent = string(t[REASON]);
    $("outcome").textContent = string(t[OUTCOME]);
    $("total").textContent = signed(t[TOTAL]);
    const names = data.terms[at.env];
    $("terms").tBodies[0].replaceChildren(
      ...t[TERMS].map((value, n) => {
        const row = make("tr");
        row.append(make("td", names[n]), make("td", signed(value)));
        return row;
      }),
    );
  }

  function error() {
    const turns = at.shown[at.episode][TURNS];
    const after = turns.findIndex((t, k) => k > at.turn && t[FLAGS] & MISSED);
    const first = turns.findIndex((t) => t[FLAGS] & MISSED);
    if (first >= 0) show(after >= 0 ? after : first);
  }

  function step(by) {
    const n = at.episode + by;
    if (n >= 0 && n < at.shown.length) open(n);
  }

  function remember(e) {
    history.replaceState(null, "", `#replay=${e[ENV]}.${e[AGENT]}.${e[INDEX]}.${at.turn + 1}`);
  }

  function recall() {
    const place = /^#replay=(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(location.hash);
    const [env, agent, index, turn] = place ? place.slice(1).map(Number) : [];
    const known = place && data.episodes.some((e) => e[ENV] === env && e[AGENT] === agent && e[INDEX] === index);
    if (known) {
      [at.env, at.agent] = [env, agent];
    } else {
      [at.env, at.agent] = [data.episodes[0][ENV], data.episodes[0][AGENT]];
    }
    $("pick-env").value = at.env;
    $("pick-agent").value = at.agent;
    list(known ? index : null);
    if (known) {
      show(turn - 1);
      $("replay").scrollIntoView({ behavior: "instant" });
    }
  }

  fill($("pick-env"), data.envs);
  fill($("pick-agent"), data.agents);
  const repick = () => {
    const e = at.shown[at.episode];
    at.env = Number($("pick-env").value);
    at.agent = Number($("pick-agent").value);
    at.filter = $("pick-filter").value;
    list(e ? e[INDEX] : null);
  };
  for (const id of ["pick-env", "pick-agent", "pick-filter"]) $(id).addEventListener("change", repick);
  const actions = {
    first: () => show(0),
    previous: () => show(at.turn - 1),
    next: () => show(at.turn + 1),
    last: () => show(Infinity),
    error,
  };
  for (const [id, act] of Object.entries(actions)) $(id).addEventListener("click", act);
  const keys = {
    ArrowLeft: actions.previous, ArrowRight: actions.next, Home: actions.first, End: actions.last,
    n: error, j: () => step(1), k: () => step(-1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !at.shown.length) return;
    if (event.target.closest("select, input, textarea")) return;
    const box = $("viewer").getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) return; // out of sight
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  addEventListener("resize", () => { if (at.shown.length) show(at.turn); });
  $("viewer").hidden = false;
  recall();
})();
