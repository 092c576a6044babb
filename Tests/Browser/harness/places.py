"""Where a page is: looked at or not, as a script of the test decides, and at which address of this machine."""
import socket

HIDEABLE = """
  let isHidden = false;
  Object.defineProperty(document, "hidden", { get: () => isHidden });
  window.__hide = (value) => { isHidden = value; document.dispatchEvent(new Event("visibilitychange")); };
"""


def hideable(open_tab):
    """A tab that can be hidden."""
    chat = open_tab()
    chat.page.add_init_script(HIDEABLE)
    return chat


def hide(chat, is_hidden=True):
    chat.page.evaluate("value => window.__hide(value)", is_hidden)


def other_address():
    """This machine's own address on a network, if it has one: no packet is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))
            address = line.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith("127.") else address
