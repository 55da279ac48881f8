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

// An EventSource connects again by itself, also after the server was started anew; not when it was refused, since too
// many are open.
const listen = () => {
  const events = new EventSource("events");
  events.onmessage = (event) => {
    newest = event.data;
    for (const tab of tabs) tab.postMessage(newest);
  };
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(listen, 5000); };
};
listen();
