// Small improvements to the console's pages, which work without them.
const each = (selector, improve) => document.querySelectorAll(selector).forEach(improve);

// "/" goes to the search field, as people know it.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector('[type="search"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// A search is answered while it is typed; the list is the one the form itself would lead to.
each("form[data-live]", (form) => {
  const shown = document.getElementById(form.dataset.live);
  let asked;
  const look = async () => {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return form.submit();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceChildren(...page.getElementById(shown.id).childNodes);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
});

// What is done to several at once shows when something is ticked.
each("form[data-bulk]", (form) => {
  const bar = form.querySelector(".bulk");
  const tell = () => {
    const ticked = form.querySelectorAll('[name^="pick."]:checked').length;
    bar.hidden = ticked === 0;
    bar.querySelector("[data-count]").textContent = ticked;
  };
  form.addEventListener("change", tell);
  tell();
});
