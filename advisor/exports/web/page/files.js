// Case files, as `advisor` reads and writes them: saved to and opened from disk, without leaving the device.

/** Hands the person a file. @param {string} name @param {object} content */
export function download(name, content) {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 1)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const LARGEST = 1_000_000;

/**
 * The object that a file holds, or what is wrong with it.
 * @param {File} file @param {string} id of the knowledge base
 * @returns {Promise<{ object?: any, mistake?: string }>}
 */
export async function readObject(file, id) {
  if (file.size > LARGEST) return { mistake: `${file.name} is too large for a saved consultation. Choose the file that you saved here.` };
  const text = await file.text();
  try {
    return onlyObject(JSON.parse(text), file.name);
  } catch {
    return { mistake: /\.ya?ml$/i.test(file.name) || /^\s*answers:/m.test(text) ? asYaml(file.name) : notRead(file.name, id) };
  }
}

/** A file may hold an array of cases; here it is about one person. @param {any} found @param {string} name */
function onlyObject(found, name) {
  const one = Array.isArray(found) && found.length === 1 ? found[0] : found;
  if (Array.isArray(one)) return { mistake: `${name} holds ${one.length} cases. This page takes a file with one.` };
  if (!one || typeof one !== "object") return { mistake: `${name} holds no saved answers.` };
  return { object: one };
}

/** @param {string} name */
function asYaml(name) {
  return (
    `${name} is a YAML file, and this page reads JSON. Where the advisor is installed, “advisor consult --case ${name}” opens it; ` +
    "type “save case.json” there, and open that file here."
  );
}

/** @param {string} name @param {string} id */
function notRead(name, id) {
  return `${name} could not be read. Choose a file that was saved here or by the advisor; its name ends in .json, such as ${id}.json.`;
}
