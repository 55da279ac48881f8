// One connection for all tabs: browsers allow six to a host. Tells each tab the number of the newest edition.
"use strict";

const tabs = new Set();
let newest = null;

onconnect = (event) => {
  const [port] = event.ports;
  tabs.add(port);
  port.onmessage = (message) => { if (message.data === "bye") tabs.delete(port); };
  if (newest !== null) port.postMessage(newest);
};

// An EventSource connects again by itself, also after the server was started anew.
const events = new EventSource("events");
events.onmessage = (event) => {
  newest = event.data;
  for (const tab of tabs) tab.postMessage(newest);
};
