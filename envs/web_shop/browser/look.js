// Reads a page for its driver. One function, called as look(task, id): it changes nothing but what is scrolled into view.
([task, id]) => {
  const ID = "data-id";
  const find = () => [...document.querySelectorAll(`[${ID}]`)].find((e) => e.getAttribute(ID) === id);

  // Where a mouse would press an element, or why it can't.
  const aim = () => {
    const element = find();
    if (!element) return { error: "missing" };
    if (element.disabled) return { error: "disabled" };
    if (!element.checkVisibility({ visibilityProperty: true })) return { error: "hidden" };
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    for (const box of element.getClientRects()) {
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      if (right - left < 1 || bottom - top < 1) continue;
      const x = (left + right) / 2, y = (top + bottom) / 2, hit = document.elementFromPoint(x, y);
      if (hit && (element.contains(hit) || hit.contains(element) && !hit.hasAttribute(ID) && element.labels?.length))
        return { x, y, ...kind(element) };
    }
    return { error: "covered" };
  };

  // What pressing an element or a key in it would do.
  const kind = (element) => {
    const link = element.matches("a[href]");
    const submit = element.matches("button:not([type=button]):not([type=reset]), input[type=submit]") && !!element.form;
    const typed = element.matches("input, textarea");
    return {
      navigates: link || submit,
      enters: link || submit || (element.matches("input") && !!element.form),
      typed,
      options: element.matches("select") ? [...element.options].map((o) => o.label) : null,
      radios: element.matches("[role=radio]"),
    };
  };

  const SKIPPED = new Set(["STYLE", "SCRIPT", "NOSCRIPT", "TEMPLATE", "HEAD", "TITLE"]);
  const visibleText = () => {
    const lines = [];
    let line = "";
    const flush = () => {
      const text = line.replace(/\s+/g, " ").trim();
      if (text) lines.push(text);
      line = "";
    };
    const inner = (element) => element.textContent.replace(/\s+/g, " ").trim();
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) { line += node.data; return; }
      if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName) || node.getAttribute("aria-hidden") === "true")
        return;
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden") return;
      const block = !style.display.startsWith("inline");
      if (block || node.tagName === "BR") flush();
      if (node.hasAttribute(ID)) mark(node); else for (const child of node.childNodes) walk(child);
      if (block) flush();
    };
    const mark = (node) => {
      if (node.matches("input, textarea")) line += ` [${node.getAttribute("aria-label") || node.type}: ${node.value}] `;
      else if (node.matches("select")) line += ` [${node.selectedOptions[0]?.label ?? ""}] `;
      else if (node.matches("[role=radio]")) line += ` ${node.getAttribute("aria-checked") === "true" ? "(x)" : "( )"} ${inner(node)} `;
      else if (node.children.length > 1) {
        flush();
        const named = [...node.children].filter((child) => inner(child) && child.getAttribute("aria-hidden") !== "true");
        for (const child of named) {
          if (child === named[0]) { line += `[${inner(child)}]`; flush(); } else walk(child);
        }
      } else line += ` [${inner(node)}] `;
    };
    walk(document.body);
    flush();
    return lines.join("\n");
  };

  // The markup without what no agent needs: the style sheet and drawings.
  const markup = () => {
    const copy = document.body.cloneNode(true);
    for (const picture of copy.querySelectorAll("svg")) picture.replaceWith(document.createComment("picture"));
    for (const element of copy.querySelectorAll("input")) {
      const live = [...document.querySelectorAll(`[${ID}]`)].find((e) => e.getAttribute(ID) === element.getAttribute(ID));
      if (live) element.setAttribute("value", live.value);
    }
    return copy.outerHTML.replace(/\n\s*\n/g, "\n");
  };

  const facts = () => ({
    url: location.pathname,
    fields: [...document.querySelectorAll(`input[${ID}], textarea[${ID}], select[${ID}]`)].map((e) => [e.getAttribute(ID), e.value]),
    focus: document.activeElement?.getAttribute(ID) ?? "",
    scroll: [Math.round(scrollX), Math.round(scrollY)],
  });

  if (task === "aim") return aim();
  if (task === "kind") { const element = find(); return element ? kind(element) : { error: "missing" }; }
  if (task === "select") {
    const element = find();
    const option = [...element.options].find((o) => o.label === arguments[0][2] || o.value === arguments[0][2]);
    return option ? option.value : null;
  }
  if (task === "text") return { ...facts(), shown: visibleText() };
  if (task === "dom") return { ...facts(), shown: markup() };
  return { ...facts(), shown: "" };
}
