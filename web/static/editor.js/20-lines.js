// The lines of a document: computed while they are typed, moved and copied by keyboard or thumb.
const FIGURES = ["quantity", "unit_price", "discount", "discount_by", "tax"];

const editLines = (box, changed) => {
  const list = box.querySelector("ol");
  const blank = box.querySelector("template").innerHTML;
  const told = box.querySelector(".told");
  const FIELDS = [...blank.matchAll(/name="lines\.9999\.(\w+)"/g)].map(([, name]) => name);
  const rules = JSON.parse(box.dataset.rules);
  const [compute, write, { isTooLarge }] = [computing(rules), writing(rules.money), reading(rules)];
  let next = 1 + Math.max(0, ...[...list.querySelectorAll("[name$='.description']")].map((it) => Number(it.name.split(".")[1])));

  const lines = () => [...list.children];
  const field = (line, name) => line.querySelector(`[name$=".${name}"]`);
  const values = (line) => Object.fromEntries(FIGURES.map((name) => [name, field(line, name).value]));
  const isBlank = (line) => ["description", "unit_price", "discount"].every((name) => !field(line, name).value.trim());

  // Of an estimate what it comes to as suggested, with the cheapest option; an invoice has neither.
  const add = () => {
    const groups = new Map([["", { net: 0n, tax: 0n }]]);
    for (const line of lines()) {
      const sums = isBlank(line) ? null : compute(values(line));
      line.querySelector("[data-amount]").textContent = sums ? write(sums.net) : "";
      if (!sums || field(line, "counts")?.value === "optional") continue;
      const option = field(line, "option")?.value ?? "";
      const so_far = groups.get(option) ?? { net: 0n, tax: 0n };
      groups.set(option, { net: so_far.net + sums.net, tax: so_far.tax + sums.tax });
    }
    const every = groups.get("");
    groups.delete("");
    const [cheapest] = [...groups.values()].sort((one, other) => (one.net + one.tax < other.net + other.tax ? -1 : 1));
    const [net, tax] = [every.net + (cheapest?.net ?? 0n), every.tax + (cheapest?.tax ?? 0n)];
    const sums = { net, tax, total: net + tax };
    for (const [name, amount] of Object.entries(sums)) box.querySelector(`[data-sum="${name}"]`).textContent = write(amount);
  };

  const made = () => {
    const holder = document.createElement("ol");
    holder.innerHTML = blank.replaceAll("lines.9999.", `lines.${next++}.`);
    return holder.firstElementChild;
  };
  const say = (words, undo) => {
    told.replaceChildren(words);
    if (!undo) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: box.dataset.undo });
    button.addEventListener("click", () => {
      undo();
      say("");
    });
    told.append(" ", button);
  };
  const done = (line, name = "description") => {
    add();
    changed();
    if (!line) return;
    field(line, name).focus();
    line.scrollIntoView({ block: "nearest" });
  };
  const isFull = () => {
    if (list.children.length < rules.most_lines) return false;
    say(box.dataset.full);
    return true;
  };

  const acts = {
    add: (line, name, at = lines().at(-1)) => {
      if (isFull()) return;
      const fresh = made();
      if (at) at.after(fresh);
      else list.append(fresh);
      done(fresh);
    },
    copy: (line) => {
      if (isFull()) return;
      const fresh = made();
      for (const each of FIELDS) field(fresh, each).value = field(line, each).value;
      line.after(fresh);
      done(fresh);
    },
    remove: (line) => {
      const after = line.nextElementSibling ?? line.previousElementSibling;
      const following = line.nextElementSibling;
      line.remove();
      if (!list.children.length) list.append(made());
      if (!isBlank(line)) {
        say(box.dataset.removed, () => {
          if (following?.isConnected) following.before(line);
          else list.append(line);
          done(line);
        });
      }
      done(after ?? lines()[0]);
    },
    up: (line, name) => {
      if (line.previousElementSibling) line.previousElementSibling.before(line);
      done(line, name);
    },
    down: (line, name) => {
      if (line.nextElementSibling) line.nextElementSibling.after(line);
      done(line, name);
    },
  };

  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-line]");
    acts[button.dataset.act](line, "description");
    if (line?.isConnected && ["up", "down"].includes(button.dataset.act)) button.focus();
  });

  const nameOf = (it) => it.name.split(".")[2];
  const keys = {
    Enter: (line, it, event) => {
      if (event.altKey) return acts.copy(line);
      const below = line.nextElementSibling;
      if (below && isBlank(below)) field(below, "description").focus();
      else acts.add(null, null, line);
    },
    ArrowUp: (line, it, event) => {
      if (event.altKey) acts.up(line, nameOf(it));
      else if (line.previousElementSibling) field(line.previousElementSibling, nameOf(it)).focus();
    },
    ArrowDown: (line, it, event) => {
      if (event.altKey) acts.down(line, nameOf(it));
      else if (line.nextElementSibling) field(line.nextElementSibling, nameOf(it)).focus();
    },
    Backspace: (line, it, event) => event.altKey && acts.remove(line),
  };
  list.addEventListener("keydown", (event) => {
    const it = event.target;
    const line = it.closest("[data-line]");
    const isList = it.matches("select") && event.key.startsWith("Arrow") && !event.altKey;
    if (!line || !it.matches("input, select") || isList || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!(event.key in keys) || (event.key === "Backspace" && !event.altKey)) return;
    event.preventDefault();
    keys[event.key](line, it, event);
  });
  list.addEventListener("input", add);
  // A price beyond the limit is told in the server's words, also where it cannot be reached.
  list.addEventListener("focusout", ({ target }) => {
    if (!target.name?.endsWith(".unit_price")) return;
    const told = document.getElementById(`${target.name}-error`)?.textContent;
    if (isTooLarge(target.value)) mark(target, box.dataset.tooLarge);
    else if (told === box.dataset.tooLarge) mark(target, "");
  });

  // What the server says is wrong with a line stands beside its field, but never while somebody types there.
  const complain = (errors) => {
    lines().forEach((line, place) => {
      for (const name of FIELDS) mark(field(line, name), errors[`${place}.${name}`] ?? "");
    });
  };
  // The lines of another time, as [[name, value], …] of the form.
  const put = (fields) => {
    const rows = new Map();
    for (const [name, value] of fields) {
      const [what, place, its] = name.split(".");
      if (what === "lines" && FIELDS.includes(its)) rows.set(place, { ...rows.get(place), [its]: value });
    }
    list.replaceChildren(
      ...[...rows.values()].map((row) => {
        const fresh = made();
        for (const [name, value] of Object.entries(row)) field(fresh, name).value = value;
        return fresh;
      }),
    );
    add();
  };

  addEventListener("pageshow", add); // "Back" brings the text back, not the sums
  return { complain, put, add };
};

// The error beside a field, or none.
const mark = (it, words) => {
  if (!it || it === document.activeElement) return;
  const id = `${it.name}-error`;
  let line = document.getElementById(id);
  if (!words) {
    it.removeAttribute("aria-invalid");
    if (line) line.remove();
    return;
  }
  if (!line) {
    line = Object.assign(document.createElement("p"), { id, className: "error" });
    it.closest(".field")?.append(line);
  }
  line.textContent = words;
  it.setAttribute("aria-invalid", "true");
  it.setAttribute("aria-describedby", id);
};
