// The page's theme: that of the system, or light or dark as chosen with the button and remembered. Tells the
// document by the event "themechange" when it becomes another one, because canvases have to be drawn anew.
"use strict";
{
  const CHOICES = ["system", "light", "dark"];
  const KEPT_AS = "bayesagg-theme";
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

  // Storage can be forbidden; the choice then lasts as long as the page.
  const remembered = () => {
    try {
      return localStorage.getItem(KEPT_AS);
    } catch {
      return null;
    }
  };
  const remember = (choice) => {
    try {
      localStorage.setItem(KEPT_AS, choice);
    } catch {
      // As above.
    }
  };

  let choice = CHOICES.includes(remembered()) ? remembered() : "system";

  const apply = () => {
    const dark = choice === "dark" || (choice === "system" && systemIsDark.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    const button = document.getElementById("theme");
    if (button) {
      button.textContent = `Theme: ${choice}`;
    }
    document.dispatchEvent(new Event("themechange"));
  };

  apply();
  systemIsDark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("theme").addEventListener("click", () => {
      choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
      remember(choice);
      apply();
    });
  });
}
