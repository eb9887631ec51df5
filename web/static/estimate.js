// The total follows what is chosen, by the server's own rules: whole minor units, each shown figure rounded once.
const WHOLE = 10_000n; // basis points
const THOUSAND = 1_000n; // quantities have three decimal places

const rounded = (number, divisor) => {
  const size = number < 0n ? -number : number;
  const whole = (2n * size + divisor) / (2n * divisor);
  return number < 0n ? -whole : whole;
};

const thousandths = (typed) => {
  const found = /^\s*(\d{1,6})(?:\.(\d{1,3}))?\s*$/.exec(typed);
  return found && BigInt(found[1]) * THOUSAND + BigInt((found[2] ?? "").padEnd(3, "0"));
};

const figures = (line, quantity) => {
  const subtotal = rounded(BigInt(line.price) * quantity, THOUSAND);
  const discount = BigInt(line.discount) || rounded(subtotal * BigInt(line.discount_rate), WHOLE);
  const net = subtotal - discount;
  return { net, tax: rounded(net * BigInt(line.tax_rate), WHOLE) };
};

const writing = ({ before, after, places, decimal, group, groups }) => {
  const here = new RegExp(groups, "g");
  return (amount) => {
    const isBelow = Number(amount < 0n);
    const digits = String(amount < 0n ? -amount : amount).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places);
    const rest = places ? decimal + digits.slice(-places) : "";
    return before[isBelow] + whole.replace(here, group) + rest + after[isBelow];
  };
};

const follow = (form) => {
  const { lines, options, deposit, money } = JSON.parse(form.dataset.sum);
  const write = writing(money);
  const field = (name) => form.elements[name];
  const show = (name, amount) => {
    for (const it of document.querySelectorAll(`[data-sum-of="${name}"]`)) it.textContent = write(amount);
  };
  const isChosen = (line) =>
    (!line.option || field("option").value === line.option) && (!line.box || field(line.box).checked);
  const quantity = (line) => (line.field && thousandths(field(line.field).value)) || BigInt(line.quantity);
  const due = (total) => {
    const amount = BigInt(deposit.amount);
    return amount ? (amount < total ? amount : total) : rounded(total * BigInt(deposit.rate), WHOLE);
  };

  const add = () => {
    let [net, tax] = [0n, 0n];
    for (const line of lines) {
      const its = figures(line, quantity(line));
      if (line.field) show(line.field, its.net);
      if (!isChosen(line)) continue;
      net += its.net;
      tax += its.tax;
    }
    const isPicked = !options || field("option").value !== "";
    if (!isPicked || net + tax < 0n) return; // the least it can come to stays
    for (const it of document.querySelectorAll("[data-picked]")) it.hidden = it.dataset.picked !== "yes";
    show("net", net);
    show("tax", tax);
    show("total", net + tax);
    if (deposit) show("deposit", due(net + tax));
  };

  form.addEventListener("input", ({ target }) => {
    const line = lines.find((it) => it.field && it.field === target.name);
    if (line?.box) field(line.box).checked = true; // who says how many wants it
    add();
  });
  // "Back" brings the choices back, not the sums.
  addEventListener("pageshow", add);
};

document.querySelectorAll("form[data-sum]").forEach(follow);
