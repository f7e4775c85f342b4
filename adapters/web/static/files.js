// Puts a chosen file's text where it can be read and mended before it is sent; without scripts the text is pasted.
"use strict";

for (const picker of document.querySelectorAll("input[type=file][data-into]")) {
  picker.hidden = false;
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    if (file) document.getElementById(picker.dataset.into).value = await file.text();
  });
}
