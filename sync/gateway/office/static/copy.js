// Copies a value at a tap. Its page works without it: there a tap selects the whole value.
const told = document.getElementById("da-chep");

function select(value) {
  const range = document.createRange();
  range.selectNodeContents(value);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

async function copy(value) {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(value.textContent);
    return true;
  }
  select(value);
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("button[data-of]")) {
  const value = document.getElementById(button.dataset.of);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(value).catch(() => false);
    if (done) {
      button.textContent = "✓ Đã chép";
      button.classList.add("done");
    } else {
      select(value);
    }
    told.textContent = done ? `Đã chép: ${button.dataset.what}` : "Chưa chép được: bấm Ctrl+C.";
  });
}
