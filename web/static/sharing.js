// A signature pasted into a mail program is to look as it reads, not as its HTML: both go to the clipboard.
for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.addEventListener(
    "click",
    async (event) => {
      event.stopImmediatePropagation();
      const text = document.getElementById(button.dataset.copyText).innerText;
      const kinds = { "text/html": button.dataset.copy, "text/plain": text };
      const item = Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], { type: kind })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(item))]);
      button.textContent = button.dataset.copied;
    },
    { capture: true },
  );
}
