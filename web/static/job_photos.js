// What is said of a photo is saved when its field is left; without this there is a button for it.
document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-quiet]");
  if (!form) return;
  // In another group it stands at another place: the whole page says so.
  if (event.target.matches("[data-moves]")) return form.requestSubmit();
  const told = form.querySelector("[data-told]");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (!answer?.ok) return form.requestSubmit();
  told.textContent = form.dataset.saved;
  form.closest("li").querySelector("[data-caption]").dataset.caption = event.target.value;
});
document.documentElement.classList.add("saves-by-itself");
