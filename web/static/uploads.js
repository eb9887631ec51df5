// Photos travel piece by piece while the form is being written; a line that is cut, or a reload, costs one piece.
const PIECE = 256 * 1024;
const LARGEST = 15 * 1024 * 1024;
const LONGEST_PAUSE = 20_000;
const DAY = 86_400_000;
const PREVIEW = 320;

const box = document.querySelector("[data-photos]");
const form = box?.closest("form");
const input = box?.querySelector("input[type=file]");

// What is on its way stays in the browser until it has arrived, so that a reload can go on with it.
const opened = new Promise((resolve) => {
  const request = indexedDB.open("photos-on-their-way", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => resolve(null);
}).catch(() => null);
const shelf = async (act) => {
  const database = await opened;
  if (!database) return null;
  return new Promise((resolve) => {
    const request = act(database.transaction("photos", "readwrite").objectStore("photos"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
};

class Refused extends Error {}
class SignedOut extends Refused {}

if (input) {
  const words = box.dataset;
  const tiles = box.querySelector("[data-tiles]");
  const told = box.querySelector("[data-told]");
  const most = tiles.children.length + Number(words.room);
  const arriving = new Set();
  const came = [];
  let line = Promise.resolve();

  const base = () => words.uploads ?? `/service-requests/${form.dataset.request}/uploads`;
  const uploads = (photo) => `${base()}${photo?.id ? `/${photo.id}` : ""}`;
  const tell = (sentence, photo) => (told.textContent = sentence.replace("#", () => photo.name));
  const button = (label, act, about) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.setAttribute("aria-label", `${label}: ${about}`);
    made.addEventListener("click", act);
    return made;
  };

  const draw = async (photo, tile) => {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    tile.prepend(canvas);
    try {
      const picture = await createImageBitmap(photo.file, { resizeWidth: PREVIEW, resizeQuality: "medium" });
      Object.assign(canvas, { width: picture.width, height: picture.height });
      canvas.getContext("2d").drawImage(picture, 0, 0);
    } catch {
      // Not every browser can open every kind; the portal can.
    }
  };

  const show = (photo, sentence) => {
    photo.bar.value = Math.floor((100 * photo.offset) / photo.size);
    photo.words.textContent = sentence.replace("#", () => photo.bar.value);
  };

  const place = (photo) => {
    const tile = document.createElement("li");
    photo.tile = tile;
    photo.bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    photo.bar.setAttribute("aria-label", words.progress.replace("#", () => photo.name));
    photo.words = document.createElement("p");
    tile.append(photo.bar, photo.words, button(words.remove, () => drop(photo), photo.name));
    tiles.append(tile);
    draw(photo, tile);
    show(photo, words.waiting);
  };

  const forget = async (photo) => {
    const { id } = photo;
    photo.id = null;
    if (id) await shelf((photos) => photos.delete(id));
  };

  const drop = async (photo) => {
    photo.gone = true;
    photo.wake?.();
    photo.tile.remove();
    tell(words.toldRemoved, photo);
    input.focus();
    if (!photo.id) return;
    const address = uploads(photo);
    await forget(photo);
    fetch(`${address}/cancel`, { method: "POST" }).catch(() => {});
  };

  const ask = async (address, options) => {
    const answer = await fetch(address, options);
    const facts = await answer.json().catch(() => ({}));
    if (answer.status === 401) {
      form.keep?.().catch(() => {});
      throw new SignedOut(form.dataset.signedOut);
    }
    if (answer.status === 413 || answer.status === 422 || (answer.status === 409 && facts.error))
      throw new Refused(facts.error ?? words.failed);
    return [answer.status, facts];
  };

  // One request; true when the photo is there.
  const step = async (photo) => {
    if (!form.dataset.request) await form.keep();
    if (!photo.id) {
      const body = new URLSearchParams({ name: photo.name, size: photo.size, kind: photo.kind });
      const [status, facts] = await ask(uploads(), { method: "POST", body });
      if (status !== 201) throw new Error(String(status));
      Object.assign(photo, { id: facts.id, offset: 0, unsure: false });
      const { id, file, kind } = photo;
      const { contact, request } = form.dataset;
      await shelf((photos) => photos.put({ id, file, kind, contact, request, at: Date.now() }));
    }
    const piece = photo.file.slice(photo.offset, photo.offset + PIECE);
    const [status, facts] = photo.unsure
      ? await ask(uploads(photo))
      : await ask(`${uploads(photo)}?offset=${photo.offset}`, { method: "POST", body: await piece.arrayBuffer() });
    if (status === 404 || status === 410) await forget(photo);
    else if (status !== 200 && status !== 409) throw new Error(String(status));
    else Object.assign(photo, { offset: facts.offset, unsure: false, photo: facts.photo });
    return Boolean(photo.photo);
  };

  const pause = (photo, milliseconds) =>
    new Promise((resolve) => {
      photo.wake = resolve;
      addEventListener("online", resolve, { once: true });
      setTimeout(resolve, milliseconds);
    });

  const travel = async (photo) => {
    let patience = 500;
    while (!photo.gone) {
      show(photo, photo.offset < photo.size ? words.sending : words.opening);
      try {
        if (await step(photo)) return arrived(photo);
        patience = 500;
      } catch (problem) {
        // What was refused for good does not come back with the next page; what waits for a sign-in does.
        if (problem instanceof Refused && !(problem instanceof SignedOut)) await forget(photo);
        if (problem instanceof Refused) return refuse(photo, problem.message);
        photo.unsure = Boolean(photo.id);
        show(photo, words.offline);
        await pause(photo, patience);
        patience = Math.min(2 * patience, LONGEST_PAUSE);
      }
    }
  };

  const arrived = (photo) => {
    forget(photo);
    if (photo.gone) return;
    if (words.refresh) return refresh(photo);
    const image = Object.assign(new Image(), { src: `/photos/${photo.photo}/small`, alt: photo.name });
    const remove = button(words.remove, () => takeOut(photo.photo, photo.tile, photo.name), photo.name);
    photo.tile.replaceChildren(image, Object.assign(photo.words, { textContent: words.done }), remove);
    tell(words.toldDone, photo);
  };

  // Where photos have a place of their own on the page, it is asked for anew when the last one has come.
  const refresh = async (photo) => {
    photo.tile.replaceChildren(photo.words);
    photo.words.textContent = words.done;
    tell(words.toldDone, photo);
    came.push(photo.tile);
    if (arriving.size > 1) return;
    const shown = document.getElementById(words.refresh);
    // Nobody's typing is taken away: what is being said of a photo is finished first.
    while (shown.contains(document.activeElement)) await new Promise((free) => addEventListener("focusout", free, { once: true }));
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...page.getElementById(shown.id).childNodes);
    came.splice(0).forEach((tile) => tile.remove());
  };

  const refuse = (photo, sentence) => {
    photo.bar.remove();
    photo.words.className = "error";
    photo.words.textContent = sentence;
    const again = button(words.again, () => (photo.tile.remove(), send(photo)), photo.name);
    photo.words.after(again);
    tell(words.toldFailed, photo);
  };

  const send = (photo) => {
    place(photo);
    // One after the other: the form itself, and the company's other customers, need the line too.
    const done = line.then(() => travel(photo));
    line = done;
    arriving.add(done);
    done.finally(() => arriving.delete(done));
  };

  // A photo that is there is taken out by the form itself, as it is without scripts.
  const takeOut = async (photo, tile, name) => {
    const body = new FormData(form);
    body.delete("files");
    body.set("remove", photo);
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) return;
    tile.remove();
    tell(words.toldRemoved, { name });
    input.focus();
  };
  for (const remove of tiles.querySelectorAll("button[name=remove]"))
    remove.addEventListener("click", (event) => {
      event.preventDefault();
      const tile = remove.closest("li");
      takeOut(remove.value, tile, tile.querySelector("img").alt);
    });

  const take = (file, more = {}) => {
    const kind = form.querySelector("[name=kind]:checked")?.value ?? "";
    const photo = { file, kind, name: file.name, size: file.size, offset: 0, ...more };
    if (file.size <= LARGEST) return send(photo);
    place(photo);
    refuse(photo, words.tooLarge);
  };
  const takeAll = (chosen) => {
    const room = Math.max(most - tiles.children.length, 0);
    chosen.slice(0, room).forEach((file) => take(file));
    if (chosen.length > room) told.textContent = words.tooMany;
    box.querySelector("[data-left-out]").textContent = chosen.length > room ? words.tooMany : "";
  };
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    // They go by themselves now; left in the field they would go once more with the form.
    input.value = "";
    takeAll(chosen);
  });

  // Dropped from a folder. What is dropped beside the box must not open in place of the page.
  for (const kind of ["dragover", "drop"])
    addEventListener(kind, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]])
    form.addEventListener(kind, () => form.classList.toggle("over", over));
  form.addEventListener("drop", (event) => {
    const images = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith("image/") || !file.type);
    if (images.length) takeAll(images);
  });

  form.addEventListener("submit", async (event) => {
    if (!arriving.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const label = submitter?.textContent;
    if (submitter?.dataset.waiting) submitter.textContent = submitter.dataset.waiting;
    while (arriving.size) await Promise.allSettled([...arriving]);
    if (submitter) submitter.textContent = label;
    form.requestSubmit(submitter?.hidden ? null : submitter);
  });

  // What was on its way when this page was left.
  const waiting = (await shelf((photos) => photos.getAll())) ?? [];
  for (const { id, file, kind, contact, request, at } of waiting) {
    if (contact === form.dataset.contact && request === form.dataset.request && Date.now() - at < DAY)
      take(file, { id, kind: kind ?? "", unsure: true });
    else if (contact === form.dataset.contact || Date.now() - at >= DAY) shelf((photos) => photos.delete(id));
  }
}
