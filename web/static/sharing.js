// A signature pasted into a mail program is to look as it reads, not as its HTML: both go to the clipboard.
for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.addEventListener(
    "click",
    async (event) => {
      event.stopImmediatePropagation();
      // As the page has it, without a style of its own: the browser reads it under this page's policy, which allows none.
      const shown = document.getElementById(button.dataset.copyText);
      const kinds = { "text/html": shown.innerHTML, "text/plain": shown.innerText };
      const item = Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], { type: kind })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(item))]);
      button.textContent = button.dataset.copied;
    },
    { capture: true },
  );
}
