// Photos of a job over its page: arrow keys, a swipe, Escape. Without this each photo opens on a page of its own.
const viewer = document.querySelector("[data-viewer]");
const photo = document.querySelector("[data-photo]");

// A swipe to the left is a step ahead, as one turns a page; a second finger means zooming.
const onSwipe = (element, step) => {
  let from = null;
  element.addEventListener("touchstart", ({ touches }) => (from = touches.length === 1 ? touches[0] : null), { passive: true });
  element.addEventListener("touchend", ({ changedTouches: [to] }) => {
    const across = from && to.clientX - from.clientX;
    if (Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) step(across < 0 ? 1 : -1);
    from = null;
  });
};
const onArrow = (element, step) =>
  element.addEventListener("keydown", ({ key, altKey, ctrlKey, metaKey }) => {
    if (altKey || ctrlKey || metaKey) return;
    if (key === "ArrowRight") step(1);
    if (key === "ArrowLeft") step(-1);
  });

if (viewer?.showModal) {
  let links = [];
  const image = viewer.querySelector("img");
  const save = viewer.querySelector("[data-save]");
  let at = 0;

  const show = (place) => {
    if (!links[place]) return;
    at = place;
    const { large, caption, place: words, download } = links[at].dataset;
    image.src = large;
    image.alt = links[at].querySelector("img").alt;
    viewer.querySelector(".place").textContent = words;
    viewer.querySelector(".caption").textContent = caption;
    save.href = download;
    viewer.querySelectorAll("[data-step]").forEach((button) => {
      const none = !links[at + Number(button.dataset.step)];
      button.setAttribute("aria-disabled", none);
    });
  };
  const step = (by) => show(at + by);

  // Photos may come and go while the page is open.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-large]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    links = [...document.querySelectorAll("[data-large]")];
    show(links.indexOf(link));
    viewer.showModal();
  });
  viewer.querySelectorAll("[data-step]").forEach((button) =>
    button.addEventListener("click", () => step(Number(button.dataset.step))),
  );
  viewer.querySelector("[data-close]").addEventListener("click", () => viewer.close());
  viewer.addEventListener("click", (event) => event.target === viewer && viewer.close());
  viewer.addEventListener("close", () => links[at].focus());
  onArrow(viewer, step);
  onSwipe(viewer, step);
}

if (photo) {
  const go = (by) => document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  onArrow(document, go);
  onSwipe(photo, go);
}
