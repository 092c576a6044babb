import { ChatPage } from "./chat-page.js";
import { AskSwitch } from "./elements/ask-switch.js";
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
import { MentionList } from "./elements/mention-list.js";
import { MessageQueue } from "./elements/message-queue.js";
import { ModelPicker } from "./elements/model-picker.js";
import { NotifySwitch } from "./elements/notify-switch.js";
import { PeopleCluster } from "./elements/people-cluster.js";
import { PersonFinder } from "./elements/person-finder.js";
import { PresetDialog } from "./elements/preset-dialog.js";
import { PresetPicker } from "./elements/preset-picker.js";
import { ShareDialog } from "./elements/share-dialog.js";
import { SummaryNote } from "./elements/summary-note.js";
import { TeamGroup } from "./elements/team-group.js";

const elements = {
  AutoDialog, CopyButton, LocalTime, AskSwitch, MentionList, ModelPicker, ContextGauge, ChatComposer, PeopleCluster, ChatHeader,
  ChatSearch, TeamGroup, NotifySwitch, ChatSidebar, ConversationMenu, ContextDialog, PersonFinder, ShareDialog, PresetPicker,
  PresetDialog, FailureCard, SummaryNote, MessageQueue, ChatMessage, ChatTimeline,
};

// ChatTimeline → chat-timeline; the name of a class, its file and its tag are one.
for (const [name, element] of Object.entries(elements)) {
  customElements.define(name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase(), element);
}

new ChatPage(document.body).start();
