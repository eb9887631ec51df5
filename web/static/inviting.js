// How far the invitations are, without pressing for it: the page itself is asked again until all are written.
const shown = document.getElementById("inviting");

const look = async () => {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById(shown.id);
  shown.replaceChildren(...now.childNodes);
  if (now.dataset.done === "no") setTimeout(look, 1500);
};

if (shown.dataset.done === "no") setTimeout(look, 1500);
