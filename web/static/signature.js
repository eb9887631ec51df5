// A signature drawn with finger, pen or mouse. The typed name alone is one too, so nobody has to draw.
const [WIDE, HIGH, STROKES, POINTS, STEP] = [1000, 400, 60, 4000, 4];

const draw = (box) => {
  const pad = box.querySelector("[data-pad]");
  const line = pad.querySelector("path");
  const kept = box.querySelector("input[name=strokes]");
  let strokes = [];
  try {
    const given = JSON.parse(kept.value || "[]");
    if (Array.isArray(given)) strokes = given;
  } catch {
    kept.value = "";
  }

  const show = () => {
    line.setAttribute("d", strokes.map((points) => `M${points.map((it) => it.join(" ")).join("L")}`).join(""));
    box.toggleAttribute("data-drawn", strokes.length > 0);
  };
  const keep = () => {
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
    show();
  };
  const count = () => strokes.reduce((sum, points) => sum + points.length, 0);
  const at = (event) => {
    const frame = pad.getBoundingClientRect();
    const inside = (share, most) => Math.min(most, Math.max(0, Math.round(share * most)));
    return [inside((event.clientX - frame.left) / frame.width, WIDE), inside((event.clientY - frame.top) / frame.height, HIGH)];
  };

  let current = null;
  const go = (event) => {
    const point = at(event);
    const last = current.at(-1);
    const isFar = Math.abs(point[0] - last[0]) >= STEP || Math.abs(point[1] - last[1]) >= STEP;
    if (isFar && count() < POINTS) current.push(point);
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button || current || strokes.length >= STROKES || count() >= POINTS - 1) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    current = [[x, y], [Math.min(x + 1, WIDE), y]]; // a dot is a very short line
    strokes.push(current);
    show();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!current) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) go(each);
    show();
  });
  for (const end of ["pointerup", "pointercancel"])
    pad.addEventListener(end, () => {
      if (!current) return;
      current = null;
      keep();
    });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep();
  });
  show();
};

document.querySelectorAll("[data-signature]").forEach(draw);
