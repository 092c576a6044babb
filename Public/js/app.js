import { ChatPage } from "./chat-page.js";
import { AutoDialog } from "./elements/auto-dialog.js";
import { ChatComposer } from "./elements/chat-composer.js";
import { ChatHeader } from "./elements/chat-header.js";
import { ChatMessage } from "./elements/chat-message.js";
import { ChatSearch } from "./elements/chat-search.js";
import { ChatSidebar } from "./elements/chat-sidebar.js";
import { ChatTimeline } from "./elements/chat-timeline.js";
import { ContextDialog } from "./elements/context-dialog.js";
import { ContextGauge } from "./elements/context-gauge.js";
import { ConversationMenu } from "./elements/conversation-menu.js";
import { CopyButton } from "./elements/copy-button.js";
import { FailureCard } from "./elements/failure-card.js";
import { LocalTime } from "./elements/local-time.js";
import { ModelPicker } from "./elements/model-picker.js";
import { SummaryNote } from "./elements/summary-note.js";

const elements = {
  AutoDialog, ChatComposer, ChatHeader, ChatSearch, ChatSidebar, ConversationMenu, ContextDialog, ContextGauge, CopyButton,
  FailureCard, LocalTime, ModelPicker, SummaryNote, ChatMessage, ChatTimeline,
};

// ChatTimeline → chat-timeline; the name of a class, its file and its tag are one.
for (const [name, element] of Object.entries(elements)) {
  customElements.define(name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase(), element);
}

new ChatPage(document.body).start();
