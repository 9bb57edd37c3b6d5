"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const words = document.getElementById("words");
  const outcome = document.getElementById("outcome");
  const told = document.getElementById("shown");
  const texts = rows.map((row) => row.textContent.toLowerCase());

  // A cell without a key sorts as the page was written; an empty key stands last in both directions.
  const key = (index, column) => {
    const given = rows[index].cells[column].dataset.k;
    return given === undefined ? index : given === "" ? null : Number(given);
  };
  const sort = (head, column) => {
    const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    const order = rows.map((_, index) => index).sort((one, other) => {
      const [a, b] = [key(one, column), key(other, column)];
      if (a === null || b === null) return (a === null) - (b === null) || one - other;
      return sign * (a - b) || one - other;
    });
    body.append(...order.map((index) => rows[index]));
  };
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const fits = wanted.every((word) => texts[index].includes(word));
      row.hidden = !fits || (outcome.value !== "" && row.cells[2].dataset.k !== outcome.value);
      shown += !row.hidden;
    });
    told.textContent = told.dataset.words.replace("{shown}", shown).replace("{count}", rows.length);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head, column));
    head.append(button);
  });
  words.addEventListener("input", filter);
  outcome.addEventListener("change", filter);
  document.getElementById("tools").hidden = false;
  filter();
})();
