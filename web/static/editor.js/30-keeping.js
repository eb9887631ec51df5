// What a form says, whatever its lines are counted by and whenever it was seen.
const sayings = (fields) => JSON.stringify(fields.filter(([name]) => name !== "edits").map(([name, it]) => [name.replace(/\.\d+\./, "."), it]));

// Nothing typed is lost: it is saved a moment later, kept in this window until then, and the state is said in words.
const [PAUSE, AGAIN] = [400, 5_000];
const REFUSED = 409;

const keep = (form) => {
  const box = form.querySelector("[data-autosave]");
  const [words, signIn, collided] = [".words", ".sign-in", ".collided"].map((it) => box.querySelector(it));
  const here = `typed:${box.dataset.autosave}`;
  const said = box.dataset;
  let [waiting, isBusy, isDirty, isStopped] = [0, false, false, !collided.hidden];

  const say = (text, kind = "") => {
    words.textContent = text;
    words.dataset.kind = kind;
  };
  const fields = () => [...new FormData(form)].filter(([name]) => name !== "do");
  const remember = () => sessionStorage.setItem(here, JSON.stringify(fields()));
  const again = (milliseconds = AGAIN) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, milliseconds);
  };

  const stop = ({ words: why, edits }) => {
    isStopped = true;
    say(`${said.refused} ${why}`, "bad");
    collided.hidden = edits === null || edits === undefined;
    if (edits) collided.querySelector("[name=over]").value = edits;
  };
  const lost = (status) => {
    signIn.hidden = status !== 401;
    say(status === 401 ? said.signedOut : said.failed, "bad");
    again();
  };
  const saved = (answer) => {
    signIn.hidden = true;
    form.elements.edits.value = answer.edits;
    lines?.complain(answer.errors);
    for (const it of form.elements) if (it.name && !it.name.startsWith("lines.")) mark(it, answer.errors[it.name] ?? "");
    if (isDirty) return again(0);
    sessionStorage.removeItem(here);
    say(answer.words, "good");
  };

  async function save() {
    if (isBusy || isStopped) return;
    [isBusy, isDirty] = [true, false];
    if (words.dataset.kind !== "bad") say(said.saving);
    let answer;
    try {
      answer = await fetch(said.autosave, { method: "POST", body: new URLSearchParams(fields()), redirect: "error" });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      const told = isJson ? await answer.json() : null;
      isBusy = false;
      if (answer.ok && told) saved(told);
      else if (answer.status === REFUSED && told) stop(told);
      else {
        isDirty = true;
        lost(answer.status);
      }
    } catch {
      [isBusy, isDirty] = [false, true];
      say(said.offline, "bad");
      again();
    }
  }

  const changed = () => {
    isDirty = true;
    remember();
    if (isStopped) return;
    if (words.dataset.kind !== "bad") say(said.saving);
    again(PAUSE);
  };

  const box_ = form.querySelector(".line-editor");
  const lines = box_ && editLines(box_, changed);
  form.addEventListener("input", changed);
  form.addEventListener("focusout", () => isDirty || isStopped || again(PAUSE)); // what is wrong shows when one moves on
  addEventListener("online", () => isDirty && again(0));
  addEventListener("focus", () => isDirty && !isBusy && again(0)); // signed in again in another window
  addEventListener("beforeunload", (event) => {
    if (isDirty || isBusy) event.preventDefault();
  });
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.hasAttribute("formaction")) sessionStorage.removeItem(here); // what comes back is not written over
    [isDirty, isBusy, isStopped] = [false, false, true];
    clearTimeout(waiting);
  });

  // What was typed here and never reached the server: the window was closed by a crash, or signed out.
  const left = sessionStorage.getItem(here);
  const before = left && !isStopped ? JSON.parse(left) : null;
  if (before && sayings(before) === sayings(fields())) sessionStorage.removeItem(here);
  else if (before) {
    for (const [name, value] of before) if (!name.startsWith("lines.") && form.elements[name]) form.elements[name].value = value;
    lines?.put(before);
    changed();
    say(said.broughtBack);
  }
};

document.querySelectorAll("form[data-editor]").forEach(keep);
