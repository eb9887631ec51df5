// The mail in the frame follows the word that is typed, and who is ticked first.
const form = document.querySelector("form[data-sending]");
const frame = document.querySelector("iframe[data-mail]");

let waiting;
const show = () => {
  const to = form.querySelector('[name^="to."]:checked')?.name.slice(3) ?? "";
  frame.src = `${frame.dataset.mail}?${new URLSearchParams({ note: form.elements.note.value, to })}`;
};
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 500);
});
form.addEventListener("submit", () => form.querySelector(".primary").setAttribute("aria-busy", "true"));
