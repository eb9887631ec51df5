// A part of the page that changes by itself is asked for again until it no longer does; the page reloads when it is over.
const follow = async (part) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById(part.id);
    if (!now?.dataset.follow) return location.reload();
    part.replaceChildren(...now.childNodes);
  }
  setTimeout(follow, 1000, part);
};
for (const part of document.querySelectorAll("[data-follow]")) setTimeout(follow, 600, part);
