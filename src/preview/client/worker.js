// One connection for all tabs: browsers allow six to a host. Tells each tab the number of the newest edition.
"use strict";

const tabs = new Set();
let newest = null;

onconnect = (event) => {
  const [port] = event.ports;
  const join = () => {
    tabs.add(port);
    if (newest !== null) port.postMessage(newest);
  };
  port.onmessage = (message) => { if (message.data === "bye") tabs.delete(port); else join(); };
  join();
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
