
"use strict";
(() => {
  const root = document.documentElement;
  const table = document.getElementById("targets");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const find = document.getElementById("find");
  const status = document.getElementById("by-status");
  const plan = document.getElementById("by-plan");
  const found = document.getElementById("found");

  // Without case and diacritics: "doanh nghiep" finds "Doanh nghiệp".
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  function speak(lang) {
    root.lang = lang;
    for (const node of document.querySelectorAll("[data-vi]")) node.textContent = node.dataset[lang];
    for (const button of document.querySelectorAll(".speak")) button.setAttribute("aria-pressed", button.value === lang);
    const sorted = heads.find((head) => head.hasAttribute("aria-sort"));
    if (sorted) sort(sorted, sorted.getAttribute("aria-sort"));
    filter();
    // A chart wider than the window shows its latest years.
    for (const chart of document.querySelectorAll("svg.chart")) {
      const frame = chart.closest(".wide");
      frame.scrollLeft = frame.scrollWidth;
    }
  }

  // What a cell says in the language that is shown.
  const text = (cell) => (cell.querySelector("a, .badge") || cell).innerText.trim();

  function sort(head, order) {
    for (const row of body.rows) row.hidden = false; // of a hidden row both languages would be compared
    const at = heads.indexOf(head);
    const keyed = (row) => row.cells[at].dataset.key ?? text(row.cells[at]);
    const isNumber = body.rows.length > 0 && body.rows[0].cells[at].dataset.key !== undefined;
    const sign = order === "ascending" ? 1 : -1;
    const compare = (one, other) => {
      if (one === "" || other === "") return (one === "") - (other === "");
      return sign * (isNumber ? one - other : one.localeCompare(other, root.lang, { numeric: true }));
    };
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const rows = [...body.rows].map((row) => [keyed(row), row]);
    rows.sort((one, other) => compare(one[0], other[0]));
    body.append(...rows.map((pair) => pair[1]));
    filter();
  }

  function filter() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of body.rows) {
      row.hidden = false;
      const said = plain(row.innerText);
      row.hidden = !(
        (!status.value || row.dataset.status === status.value) &&
        (!plan.value || row.dataset.plan === plan.value) &&
        words.every((word) => said.includes(word))
      );
      count += !row.hidden;
    }
    const all = body.rows.length;
    const none = root.lang === "vi" ? ": không có chỉ tiêu nào phù hợp" : ": none matches";
    found.textContent =
      (root.lang === "vi" ? `${count}/${all} chỉ tiêu` : `${count} of ${all} targets`) + (count ? "" : none);
  }

  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () =>
      sort(head, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"),
    );
  }
  for (const button of document.querySelectorAll(".speak")) button.addEventListener("click", () => speak(button.value));
  for (const control of [find, status, plan]) control.addEventListener("input", filter);
  find.form.addEventListener("submit", (event) => event.preventDefault());
  find.form.addEventListener("reset", () => setTimeout(filter)); // when the fields are empty
  root.classList.add("live");
  speak(root.lang);
})();
