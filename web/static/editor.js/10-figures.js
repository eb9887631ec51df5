// Figures as the server reads, computes and writes them: whole minor units, each shown figure rounded once, half up.
const WHOLE = 10_000n; // basis points
const THOUSAND = 1_000n; // quantities have three decimal places
const MOST_QUANTITY = 999_999_999n; // thousandths
const HUGE = 10n ** 40n; // whatever is too long to be looked at

const size = (number) => (number < 0n ? -number : number);
const rounded = (number, divisor) => {
  const whole = (2n * size(number) + divisor) / (2n * divisor);
  return number < 0n ? -whole : whole;
};

const reading = (rules) => {
  const whole = (pattern, flags = "") => new RegExp(`^(?:${pattern})$`, flags);
  const [amount, quantity, rate] = [whole(rules.amount, "i"), whole(rules.quantity), whole(rules.rate)];
  const places = rules.money.places;

  // A number with at most so many decimal places, as a whole number of its smallest part; null for anything else.
  const scaled = (pattern, typed, digits) => {
    const text = typed.normalize("NFKC").trim();
    if (typed.length > 40 || !pattern.test(text)) return null;
    const [before, after = ""] = text.split(/[^0-9]/);
    return BigInt(before) * 10n ** BigInt(digits) + BigInt(after.padEnd(digits, "0"));
  };

  const written = (typed) => {
    if (typed.length > 40) return HUGE;
    const found = amount.exec(typed.normalize("NFKC").replaceAll("\u2212", "-").trim())?.groups;
    if (!found || !(found.whole || found.fraction)) return null;
    const fraction = found.fraction ?? "";
    if (fraction.length > places) return null;
    const digits = (found.whole ?? "0").replace(/[^0-9]/g, "") + fraction.padEnd(places, "0");
    return BigInt(digits) * (found.sign ? -1n : 1n);
  };

  return {
    amount: (typed, most = rules.most) => {
      const found = written(typed);
      return found === null || size(found) > BigInt(most) ? null : found;
    },
    isTooLarge: (typed) => size(written(typed) ?? 0n) > BigInt(rules.most_price),
    quantity: (typed) => {
      const found = scaled(quantity, typed, 3);
      return found === null || found < 1n || found > MOST_QUANTITY ? null : found;
    },
    rate: (typed) => {
      const found = scaled(rate, typed.trim().replace(/%$/, ""), 2);
      return found === null || found > WHOLE ? null : found;
    },
  };
};

// What one line comes to, from what was typed; null when that makes no sense (yet).
const computing = (rules) => {
  const read = reading(rules);
  return ({ quantity, unit_price, discount, discount_by, tax }) => {
    const [many, price] = [read.quantity(quantity), read.amount(unit_price, rules.most_price)];
    if (many === null || price === null) return null;
    const subtotal = rounded(many * price, THOUSAND);
    let less = 0n;
    if (discount.trim()) {
      const by = discount_by === "rate" ? read.rate(discount) : read.amount(discount);
      if (by === null) return null;
      less = discount_by === "rate" ? rounded(subtotal * by, WHOLE) : by;
      if (discount_by !== "rate" && (less < 0n || less > (subtotal > 0n ? subtotal : 0n))) return null;
    }
    const net = subtotal - less;
    return { net, tax: rounded(net * BigInt(tax || "0"), WHOLE) };
  };
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
