// Moving along the lanes by arrow keys.

/** The row that a key leads to from this one: in time, or nearest on the next lane that has any; else nothing. */
export function step(key, row) {
  const rows = [...row.parentElement.querySelectorAll(".event-row")];
  const at = rows.indexOf(row);
  const lane = Number(row.dataset.lane);
  const nearest = (fits) => {
    const lanes = rows.map((one) => Number(one.dataset.lane)).filter(fits);
    const next = lanes.sort((a, b) => Math.abs(a - lane) - Math.abs(b - lane))[0];
    return rows
      .filter((one) => Number(one.dataset.lane) === next)
      .sort((a, b) => Math.abs(rows.indexOf(a) - at) - Math.abs(rows.indexOf(b) - at))[0];
  };
  switch (key) {
    case "ArrowDown":
      return rows[at + 1];
    case "ArrowUp":
      return rows[at - 1];
    case "Home":
      return rows[0];
    case "End":
      return rows.at(-1);
    case "ArrowRight":
      return nearest((one) => one > lane);
    case "ArrowLeft":
      return nearest((one) => one < lane);
    default:
      return null;
  }
}
