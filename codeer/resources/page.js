"use strict";
{
  const byId = (id) => document.getElementById(id);
  const collator = new Intl.Collator("nl", { numeric: true });
  const message = byId("melding");
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;

  // --- Sorting ---------------------------------------------------------------------------------

  // As people write numbers in Dutch: 12 (80%), 1.234, 3,4, ,03, <3
  const NUMBER = /^([<>≤≥]?)\s*([-−–+]?)(\d{1,3}(?:\.\d{3})+(?!\d)|\d*)(?:,(\d+))?/;

  function leadingNumber(text) {
    const [, bound, sign, whole, decimals] = NUMBER.exec(text.trim());
    if (!whole && !decimals) return null;
    const size = Number(`${whole.replaceAll(".", "") || 0}.${decimals || 0}`);
    const nudge = bound === "<" ? -1e-9 : bound === ">" ? 1e-9 : 0;
    return (sign === "" || sign === "+" ? size : -size) + nudge;
  }

  function compareCells(first, second, isNumeric, direction) {
    if (!isNumeric) return direction * collator.compare(first, second);
    const [one, other] = [leadingNumber(first), leadingNumber(second)];
    if (one === null || other === null) return (one === null) - (other === null);
    return direction * (one - other);
  }

  function cellText(row, column) {
    const cell = row.cells[column];
    return (column === 0 ? cell.querySelector("bdi") : cell).textContent;
  }

  function sortTable(table, rows, header, direction) {
    const isNumeric = header.classList.contains("n");
    const order = rows.filter((row) => !row.classList.contains("total"));
    const totals = rows.filter((row) => row.classList.contains("total"));
    if (direction !== 0) {
      order.sort((first, second) => compareCells(
        cellText(first, header.cellIndex), cellText(second, header.cellIndex), isNumeric, direction,
      ));
    }
    const body = table.tBodies[0];
    body.classList.toggle("sorted", direction !== 0);
    body.append(...(direction === 0 ? rows : [...order, ...totals]));
  }

  const NEXT = { none: 1, ascending: -1, descending: 0 };
  const NAMES = { 1: "ascending", "-1": "descending" };
  const WORDS = { 1: "oplopend", "-1": "aflopend" };

  function makeSortable(table) {
    const rows = [...table.tBodies[0].rows];
    const number = table.querySelector("caption b").textContent;
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const direction = NEXT[header.getAttribute("aria-sort") ?? "none"];
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        if (direction !== 0) header.setAttribute("aria-sort", NAMES[direction]);
        sortTable(table, rows, header, direction);
        message.textContent = direction === 0
          ? `${number} staat weer in de eerste volgorde.`
          : `${number} is gesorteerd op ${button.textContent}, ${WORDS[direction]}.`;
      });
    }
  }

  // --- The panel with the fragments of a cell --------------------------------------------------

  const panel = byId("paneel");
  const list = byId("paneel-lijst");
  const search = byId("paneel-zoek");
  const count = byId("paneel-aantal");
  let opener = null;
  let copies = [];
  let folded = [];

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const amount = (n) => `${n.toLocaleString("nl")} ${n === 1 ? "fragment" : "fragmenten"}`;

  function expand(ranges) {
    return ranges.split(" ").flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, step) => first + step);
    });
  }

  function copyFragment(index) {
    const copy = byId(`f${index}`).cloneNode(true);
    copy.removeAttribute("id");
    return copy;
  }

  function openPanel(button, title) {
    opener = button;
    byId("paneel-titel").textContent = title;
    copies = expand(button.dataset.fragments).map(copyFragment);
    folded = [];
    search.value = "";
    filterPanel();
    panel.showModal();
    byId("paneel-titel").focus();
  }

  function filterPanel() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    if (words.length > 0 && folded.length === 0) folded = copies.map((copy) => fold(copy.textContent));
    const found = copies.filter((_, index) => words.every((word) => folded[index].includes(word)));
    // Taking out and putting back is many times faster here than hiding (measured: 3,000 fragments)
    const isSame = found.length === list.children.length && found.every((one, i) => one === list.children[i]);
    if (!isSame) list.replaceChildren(...found);
    list.parentElement.scrollTop = 0;
    const all = amount(copies.length);
    count.textContent = words.length === 0 ? all : `${found.length.toLocaleString("nl")} van ${all}`;
  }

  function titleOf(link) {
    const cell = link.closest("td");
    const table = cell.closest("table");
    const column = table.tHead.rows[0].cells[cell.cellIndex].textContent;
    return `${cellText(cell.parentElement, 0)} – ${column}`;
  }

  function makeOpener(link) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    const fragments = amount(expand(link.dataset.fragments).length);
    link.setAttribute("aria-label", `${link.textContent}: ${fragments} van ${titleOf(link)}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openPanel(link, titleOf(link));
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }

  function setUpPanel() {
    byId("paneel-sluiten").addEventListener("click", () => panel.close());
    panel.addEventListener("close", () => {
      copies = [];
      list.replaceChildren();
      opener.focus();
    });
    search.addEventListener("input", filterPanel);
    // Esc in a search box only empties it in some browsers; here it always closes
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      panel.close();
    });
    byId("zoeken").addEventListener("click", (event) => {
      openPanel(event.currentTarget, "Alle fragmenten");
      search.focus();
    });
  }

  function setUpUnfolding() {
    const button = byId("openklappen");
    const lists = [...document.querySelectorAll(".fragments details")];
    const allOpen = () => lists.every((one) => one.open);
    button.addEventListener("click", () => {
      const open = !allOpen();
      for (const one of lists) one.open = open;
    });
    const rename = () => { button.textContent = allOpen() ? "Klap alles dicht" : "Klap alles open"; };
    for (const one of lists) one.addEventListener("toggle", rename);
  }

  // --- Only what really scrolls is a stop for the Tab key --------------------------------------

  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  for (const link of document.querySelectorAll("a.open")) makeOpener(link);
  for (const table of document.querySelectorAll("table")) makeSortable(table);
  for (const scroller of document.querySelectorAll(".scroll")) scrollers.observe(scroller);
  if (panel) {
    setUpPanel();
    setUpUnfolding();
  }
}
