// Sends messages and presses without leaving the page, and shows what the bot says in between.
"use strict";

const log = document.getElementById("log");
const say = document.getElementById("say");
const words = document.getElementById("words");
const problem = document.getElementById("problem");
const typing = document.getElementById("typing");
let busy = false;

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelectorAll("article");
  for (const line of fresh) {
    if (document.getElementById(line.id)) continue;
    document.getElementById("welcome")?.remove();
    log.append(line);
    log.dataset.after = line.dataset.number;
  }
  if (fresh.length) fresh[fresh.length - 1].scrollIntoView({ block: "nearest" });
}

async function send(form) {
  if (busy) return;
  const data = new FormData(form);
  data.set("after", log.dataset.after);
  busy = true;
  problem.textContent = "";
  typing.textContent = typing.dataset.busy;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Fragment": "1" } });
    const text = await answer.text();
    if (answer.ok) {
      show(text);
      if (form === say) {
        words.value = "";
        grow();
      }
      const key = form.querySelector("input[name=key]");
      if (key) key.value = crypto.randomUUID();
    } else {
      problem.textContent = text;
    }
  } catch {
    problem.textContent = problem.dataset.offline;
  }
  typing.textContent = "";
  busy = false;
  words.focus();
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

log.lastElementChild?.scrollIntoView({ block: "end" });
