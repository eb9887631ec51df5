// The color is looked at while it is picked; what is shown is computed where it is saved.
const each = (selector, improve) => document.querySelectorAll(selector).forEach(improve);
const COLOR = /^#[0-9a-f]{6}$/i;

each("form[data-at-once]", (form) => {
  const file = form.querySelector('[type="file"]');
  file.addEventListener("change", () => file.files.length && form.requestSubmit());
});

each("form[data-look]", (form) => {
  const typed = form.elements.brand_color;
  const picker = document.createElement("input");
  picker.type = "color";
  picker.setAttribute("aria-label", form.querySelector('label[for="brand_color"]').textContent);
  if (COLOR.test(typed.value)) picker.value = typed.value;
  typed.before(picker);
  picker.addEventListener("input", () => {
    typed.value = picker.value;
  });
  typed.addEventListener("input", () => {
    if (COLOR.test(typed.value)) picker.value = typed.value;
  });

  let asked;
  let waiting;
  const look = async () => {
    if (!COLOR.test(typed.value)) return;
    const address = new URL(form.dataset.look, location);
    address.search = new URLSearchParams({
      brand_color: typed.value,
      portal_name: form.elements.portal_name?.value ?? "",
    });
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const colors = document.createElement("link");
      colors.rel = "stylesheet";
      colors.href = page.getElementById("look-colors").getAttribute("href");
      const before = document.getElementById("look-colors");
      colors.addEventListener("load", () => {
        before.remove();
        colors.id = "look-colors";
        document.getElementById("looks").replaceChildren(...page.getElementById("looks").childNodes);
      });
      before.after(colors);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
});
