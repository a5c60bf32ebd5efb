// Where a number comes from: shown when it is pointed at, tapped, or reached by keyboard. One stop for the Tab key;
// from there the arrow keys go from number to number, and Escape hides the box. Without this script nothing is missing.
(() => {
  const { rows, columns, numbers } = JSON.parse(document.getElementById("origins").textContent);
  const keys = new Map();
  const MOST = 6;

  const atColumn = (row, column) => {
    let end = 0;
    return [...row.cells].find((cell) => (end += cell.colSpan) >= column);
  };
  const cellOf = (key) => {
    const found = /^(tbl-.+)\.(\d+)\.(\d+)$/.exec(key);
    const place = found && document.getElementById(found[1]);
    const table = place && (place.matches("table") ? place : place.querySelector("table"));
    const cell = table && table.rows[found[2]] && atColumn(table.rows[found[2]], Number(found[3]));
    // A cell that does not hold its numbers is not the one that is meant.
    return cell && numbers[key].every(([number]) => cell.textContent.includes(number)) ? cell : null;
  };
  for (const span of document.querySelectorAll(".traced[data-key]")) {
    if (numbers[span.dataset.key]) keys.set(span, span.dataset.key);
  }
  for (const key of Object.keys(numbers)) {
    const cell = cellOf(key);
    if (cell) { cell.classList.add("traced"); keys.set(cell, key); }
  }
  if (!keys.size) return;

  const box = document.createElement("div");
  box.id = "origin";
  box.setAttribute("role", "status");
  box.hidden = true;
  document.body.append(box);

  const told = ([number, row, column, value]) => {
    const [table, line, name] = rows[row];
    const where = `${number} ← ${table}.csv #${line}${name && ` (${name})`}: ${columns[column]}`;
    return value === undefined ? where : `${where} = ${value}`;
  };
  const show = (element) => {
    const origins = numbers[keys.get(element)];
    const lines = origins.slice(0, MOST).map(told);
    if (origins.length > MOST) lines.push(`… +${origins.length - MOST}`);
    box.textContent = lines.join("\n");
    box.hidden = false;
  };
  const traced = (event) => event.target.closest && event.target.closest(".traced");
  const hide = () => { if (!keys.has(document.activeElement)) box.hidden = true; };

  document.addEventListener("mouseover", (event) => keys.has(traced(event)) ? show(traced(event)) : hide());
  document.addEventListener("click", (event) => keys.has(traced(event)) && show(traced(event)));
  document.addEventListener("focusin", (event) => keys.has(event.target) ? show(event.target) : (box.hidden = true));
  document.addEventListener("focusout", hide);

  const inOrder = [...keys.keys()].sort((a, b) => a.compareDocumentPosition(b) & 4 ? -1 : 1);
  let at = 0;
  inOrder[0].tabIndex = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.hidden = true;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== inOrder[at]) return;
    event.preventDefault();
    inOrder[at].tabIndex = -1;
    at = (at + step + inOrder.length) % inOrder.length;
    inOrder[at].tabIndex = 0;
    inOrder[at].focus();
  });
})();
