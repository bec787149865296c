const PRINTED = "printed";

/** Prints one element of the page; the style sheet for print hides what is neither it, in it nor around it. */
export function printOnly(elementId: string): void {
  const element = document.getElementById(elementId);
  if (!element) return;
  element.classList.add(PRINTED);
  document.body.classList.add("printing");
  window.print();
  document.body.classList.remove("printing");
  element.classList.remove(PRINTED);
}
