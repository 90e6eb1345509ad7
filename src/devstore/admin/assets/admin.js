// Sends the admin's forms to the store as JSON, and says what came of it.
const toast = document.getElementById("toast");
let toastTimer = 0;

function hideToast() {
  toast.className = "";
}

function showToast(message, isError = false, duration = 4000) {
  toast.textContent = message;
  toast.className = isError ? "shown bad" : "shown";
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, duration);
}

function valuesOf(form) {
  const values = {};
  for (const input of form.elements) {
    if (!input.name) continue;
    if (input.type === "checkbox") values[input.name] = input.checked;
    else if (input.type === "number") values[input.name] = input.value === "" ? null : Number(input.value);
    else values[input.name] = input.value;
  }
  return values;
}

async function call(method, address, body) {
  const response = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The store answered ${response.status}.`);
  return answer;
}

async function send(form) {
  const output = form.querySelector("output");
  const button = form.querySelector("button");
  output.textContent = "";
  button.disabled = true;
  try {
    await call("POST", form.dataset.call, valuesOf(form));
    sessionStorage.setItem("done", form.dataset.done ?? "Done");
    location.reload();
  } catch (error) {
    output.textContent = error.message;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-call]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

// On a phone the navigation scrolls sideways; where one is must be in view.
document.querySelector("header [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

const done = sessionStorage.getItem("done");
if (done) {
  sessionStorage.removeItem("done");
  showToast(done);
}

// --- the switches: what is in force is read from the store, so a new fault needs no change here ---
const words = (name) => name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

function inputOf(group, name, value) {
  const label = document.createElement("label");
  label.className = "field";
  const text = document.createElement("span");
  text.textContent = words(name);
  const input = document.createElement("input");
  Object.assign(input, { type: "number", min: 0, step: "any", value });
  input.dataset.group = group;
  input.dataset.name = name;
  label.append(text, input);
  return label;
}

function showFaults(form, faults) {
  const groups = Object.entries(faults).filter(([, value]) => value !== null && typeof value === "object");
  const sets = groups.map(([group, values]) => {
    const set = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = words(group);
    set.append(legend, ...Object.entries(values).map(([name, value]) => inputOf(group, name, value)));
    return set;
  });
  const save = Object.assign(document.createElement("button"), { type: "submit", textContent: "Save" });
  const output = document.createElement("output");
  form.replaceChildren(...sets, save, output);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const wanted = Object.fromEntries(groups.map(([group]) => [group, {}]));
    for (const input of form.querySelectorAll("input")) {
      wanted[input.dataset.group][input.dataset.name] = Number(input.value);
    }
    try {
      showFaults(form, await call("PUT", "/_dev/faults", wanted));
      showToast("Saved");
    } catch (error) {
      output.textContent = error.message;
    }
  };
}

async function showSwitches(form) {
  const [faults, info] = await Promise.all([call("GET", "/_dev/faults"), call("GET", "/_dev/info")]);
  showFaults(form, faults);
  document.getElementById("now").textContent = new Date(info.now).toLocaleString("en-GB", {
    timeZone: "Europe/London",
  });
  document.getElementById("installed").textContent = info.installed ? "installed" : "not installed";
  const customers = document.getElementById("customers");
  customers.elements.running.checked = info.customers.running;
  customers.elements.speed.value = info.customers.speed;
}

const faultsForm = document.getElementById("faults");
if (faultsForm) showSwitches(faultsForm).catch((error) => showToast(error.message, true));
