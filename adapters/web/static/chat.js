// Sends messages and presses without leaving the page, and shows what the bot says in between.
"use strict";

const log = document.getElementById("log");
const say = document.getElementById("say");
const words = document.getElementById("words");
const problem = document.getElementById("problem");
const typing = document.getElementById("typing");
let busy = false;

// Adds new lines at the end; a line that is there already is one that the bot has replaced.
function show(html) {
  const lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll("article");
  for (const line of lines) {
    const known = document.getElementById(line.id);
    if (known) {
      known.replaceWith(line);
      continue;
    }
    document.getElementById("welcome")?.remove();
    log.append(line);
    log.dataset.after = line.dataset.number;
  }
  lines[0]?.scrollIntoView({ block: "start" });
  return lines;
}

async function send(form) {
  if (busy) return;
  const data = new FormData(form);
  data.set("after", log.dataset.after);
  busy = true;
  problem.textContent = "";
  typing.textContent = typing.dataset.busy;
  let focus = words;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Fragment": "1" } });
    const text = await answer.text();
    if (answer.ok) {
      for (const line of show(text)) focus = line.querySelector("[aria-invalid=true]") ?? focus;
      form.elements.key.value = newKey();
      if (form === say) {
        words.value = "";
        grow();
      }
    } else {
      problem.textContent = answer.status === 413 ? problem.dataset.long : text;
    }
  } catch {
    problem.textContent = problem.dataset.offline;
  }
  typing.textContent = "";
  busy = false;
  focus.focus();
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function grow() {
  words.rows = Math.min(8, Math.max(1, words.value.split("\n").length));
}

document.addEventListener("submit", (event) => {
  if (event.target === say || log.contains(event.target)) {
    event.preventDefault();
    send(event.target);
  }
});

words.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    say.requestSubmit();
  }
});
words.addEventListener("input", grow);

setInterval(async () => {
  if (busy || document.hidden) return;
  try {
    const answer = await fetch(`/lines?after=${log.dataset.after}`);
    if (answer.ok && !busy) show(await answer.text());
  } catch {
    // The next look tries again; sending says what is wrong.
  }
}, 3000);

grow();
log.lastElementChild?.scrollIntoView({ block: "start" });
