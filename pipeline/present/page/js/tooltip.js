// What a mark of a chart says when the pointer is on it.

function showTip(_handler, event, _item, value) {
  const tip = byId("tip");
  tip.hidden = !value;
  if (!value) return;
  tip.textContent = String(value);
  const { clientX, clientY } = event.touches ? event.touches[0] : event;
  const left = Math.min(clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  const above = clientY + 18 + tip.offsetHeight > window.innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above ? clientY - tip.offsetHeight - 10 : clientY + 18}px`;
}
