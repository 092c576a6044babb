"""Sentences in many scripts, for texts that are counted. {w} takes one of the language's words, {n} a number."""

SENTENCES = {
    "english": """
The import stalls whenever {w} sends more than {n} rows, and nobody has found out why yet.
Could you look at what I wrote about {w} last week and tell me which part is hard to follow?
We tried it again on Tuesday with a colder oven, and the bread came out flat but tasted much better.
After {n} minutes the pump gave up, so the whole cellar had to be emptied with buckets.
I would rather keep {w} than start over, although I see that it makes the next step slower.
Please explain it as if I had never heard of {w}, with an example that a child could try at home.
My neighbour insists that the old map is wrong; the river turned north long before {n}.
What happens to the deposit if we cancel {w} on the same day, and who pays for the cleaning?
She wrote back politely, thanked us for {w}, and asked for three more weeks.
There are two ways to do this: a quick one that breaks in winter, and a thorough one nobody has time for.
""",
    "german": """
Der Import bleibt stehen, sobald {w} mehr als {n} Zeilen schickt, und niemand weiß bisher, woran das liegt.
Könntest du dir ansehen, was ich letzte Woche über {w} geschrieben habe, und sagen, was daran unverständlich ist?
Wir haben es am Dienstag mit einem kälteren Ofen noch einmal versucht; das Brot wurde flach, schmeckte aber besser.
Nach {n} Minuten gab die Pumpe auf, deshalb musste der ganze Keller mit Eimern ausgeschöpft werden.
Ich würde {w} lieber behalten als von vorn anfangen, obwohl der nächste Schritt dadurch länger dauert.
Bitte erkläre es so, als hätte ich von {w} noch nie gehört, mit einem Beispiel zum Nachmachen.
Meine Nachbarin behauptet, die alte Karte sei falsch; der Fluss bog schon lange vor {n} nach Norden ab.
Was geschieht mit der Anzahlung, wenn wir {w} am selben Tag absagen, und wer übernimmt die Reinigungskosten?
Die Geschwindigkeitsbegrenzung gilt außerhalb geschlossener Ortschaften nur für {w} mit Anhänger.
Es gibt zwei Möglichkeiten: eine schnelle, die im Winter versagt, und eine gründliche, für die niemand Zeit hat.
""",
    "russian": """
Загрузка останавливается, как только {w} присылает больше {n} строк, и пока никто не понял почему.
Посмотри, пожалуйста, что я написал на прошлой неделе про {w}, и скажи, какое место непонятно.
Во вторник мы попробовали ещё раз, духовка была холоднее, хлеб вышел плоским, зато вкуснее.
Через {n} минут насос сломался, и весь подвал пришлось вычерпывать вёдрами.
Я лучше оставлю {w}, чем начну сначала, хотя следующий шаг от этого станет медленнее.
Объясни так, будто я никогда не слышал про {w}, и приведи пример, который можно повторить дома.
Сосед уверяет, что старая карта врёт: река повернула на север задолго до {n} года.
Что будет с задатком, если мы отменим {w} в тот же день, и кто заплатит за уборку?
Она вежливо ответила, поблагодарила нас за {w} и попросила ещё три недели.
Есть два способа: быстрый, который не выдержит зимы, и основательный, на который ни у кого нет времени.
""",
    "greek": """
Η εισαγωγή σταματά μόλις {w} στείλει πάνω από {n} γραμμές, και κανείς δεν έχει βρει ακόμη τον λόγο.
Μπορείς να δεις τι έγραψα την περασμένη εβδομάδα για {w} και να μου πεις ποιο σημείο δεν καταλαβαίνεις;
Την Τρίτη δοκιμάσαμε ξανά με πιο κρύο φούρνο· το ψωμί βγήκε επίπεδο, αλλά πολύ πιο νόστιμο.
Ύστερα από {n} λεπτά η αντλία χάλασε και έπρεπε να αδειάσουμε όλο το υπόγειο με κουβάδες.
Προτιμώ να κρατήσω {w} παρά να ξεκινήσω από την αρχή, αν και το επόμενο βήμα θα αργήσει.
Εξήγησέ το σαν να μην έχω ακούσει ποτέ για {w}, με ένα παράδειγμα που γίνεται και στο σπίτι.
Ο γείτονας επιμένει ότι ο παλιός χάρτης είναι λάθος· το ποτάμι έστριψε βόρεια πολύ πριν από το {n}.
Τι γίνεται με την προκαταβολή αν ακυρώσουμε {w} την ίδια μέρα, και ποιος πληρώνει τον καθαρισμό;
Απάντησε ευγενικά, μας ευχαρίστησε για {w} και ζήτησε άλλες τρεις εβδομάδες.
""",
    "arabic": """
يتوقف الاستيراد كلما أرسل {w} أكثر من {n} سطر، ولم يعرف أحد السبب حتى الآن.
هل يمكنك أن تنظر فيما كتبته الأسبوع الماضي عن {w} وتخبرني أي جزء يصعب فهمه؟
جربنا مرة أخرى يوم الثلاثاء في فرن أبرد، فخرج الخبز مسطحا لكن طعمه كان أفضل بكثير.
بعد {n} دقيقة تعطلت المضخة، فاضطررنا إلى تفريغ القبو كله بالدلاء.
أفضل أن أحتفظ بـ{w} على أن أبدأ من جديد، مع أن الخطوة التالية ستصبح أبطأ.
اشرح لي الأمر كأنني لم أسمع قط عن {w}، مع مثال يمكن أن يجربه طفل في البيت.
يصر جاري على أن الخريطة القديمة خاطئة، وأن النهر انعطف شمالا قبل سنة {n} بزمن طويل.
ماذا يحدث للعربون إذا ألغينا {w} في اليوم نفسه، ومن يدفع ثمن التنظيف؟
ردت بأدب وشكرتنا على {w} وطلبت ثلاثة أسابيع أخرى.
""",
    "hindi": """
जब भी {w} {n} से ज़्यादा पंक्तियाँ भेजता है, आयात रुक जाता है और अब तक किसी को कारण नहीं मिला।
क्या तुम देख सकते हो कि मैंने पिछले हफ़्ते {w} के बारे में क्या लिखा था और बता सकते हो कि कौन सा हिस्सा कठिन है?
मंगलवार को हमने ठंडे चूल्हे पर फिर कोशिश की; रोटी चपटी बनी, पर स्वाद बहुत अच्छा था।
{n} मिनट बाद पंप बंद हो गया, इसलिए पूरा तहख़ाना बाल्टियों से ख़ाली करना पड़ा।
मैं {w} को छोड़ने के बजाय रखना चाहूँगा, हालाँकि इससे अगला क़दम धीमा हो जाएगा।
मुझे ऐसे समझाओ जैसे मैंने {w} का नाम कभी सुना ही न हो, और एक उदाहरण दो जिसे बच्चा घर पर कर सके।
मेरे पड़ोसी का कहना है कि पुराना नक्शा ग़लत है; नदी {n} से बहुत पहले उत्तर की ओर मुड़ गई थी।
अगर हम उसी दिन {w} रद्द कर दें तो अग्रिम राशि का क्या होगा, और सफ़ाई का ख़र्च कौन देगा?
उसने विनम्रता से जवाब दिया, {w} के लिए धन्यवाद दिया और तीन हफ़्ते और माँगे।
""",
    "chinese": """
只要{w}发送的数据超过{n}行，导入就会停住，到现在还没有人找到原因。
请你看看我上周写的关于{w}的内容，告诉我哪一部分不容易理解。
星期二我们用温度低一些的烤箱又试了一次，面包虽然扁平，味道却好得多。
过了{n}分钟水泵就坏了，整个地下室只好用水桶一桶一桶地舀干。
我宁愿保留{w}，也不想从头开始，尽管这样会让下一步变慢。
请像我从来没有听说过{w}那样解释，并举一个孩子在家里也能尝试的例子。
邻居坚持说旧地图是错的，那条河早在{n}年以前就改道向北了。
如果我们当天取消{w}，定金怎么办？打扫的费用又由谁来承担？
她很客气地回了信，感谢我们送来的{w}，并希望再给她三个星期。
""",
    "japanese": """
{w}が{n}行より多く送ってくると取り込みが止まってしまい、原因はまだ誰にも分かっていません。
先週{w}について書いた文章を読んで、分かりにくいところを教えてもらえますか。
火曜日にもう少し低い温度のオーブンで試したら、パンは平らになりましたが、味はずっと良くなりました。
{n}分後にポンプが止まったので、地下室の水をバケツで全部汲み出すことになりました。
次の作業が遅くなるのは分かっていますが、最初からやり直すより{w}を残しておきたいです。
{w}という言葉を聞いたことがない人にも分かるように、家で試せる例を挙げて説明してください。
隣の人は古い地図が間違っていると言い張っていて、川は{n}年よりずっと前に北へ曲がったそうです。
同じ日に{w}をキャンセルした場合、手付金はどうなりますか。掃除の費用は誰が払うのでしょうか。
彼女は丁寧に返事をくれて、{w}のお礼を述べたうえで、あと三週間ほしいと頼んできました。
""",
    "korean": """
{w}에서 {n}줄보다 많이 보내면 가져오기가 멈추는데, 아직 아무도 이유를 찾지 못했습니다.
지난주에 {w}에 대해 쓴 글을 읽어 보고 어느 부분이 이해하기 어려운지 말해 줄 수 있나요?
화요일에 온도를 낮춘 오븐으로 다시 해 봤더니 빵은 납작해졌지만 맛은 훨씬 좋았습니다.
{n}분 뒤에 펌프가 고장 나서 지하실 물을 모두 양동이로 퍼내야 했습니다.
다음 단계가 느려진다는 것은 알지만, 처음부터 다시 하느니 {w}을 그대로 두고 싶습니다.
{w}을 한 번도 들어 보지 못한 사람에게 말하듯이, 집에서 해 볼 수 있는 예를 들어 설명해 주세요.
옆집 사람은 옛 지도가 틀렸다고 우기는데, 강은 {n}년보다 훨씬 전에 북쪽으로 방향을 틀었다고 합니다.
같은 날 {w}을 취소하면 계약금은 어떻게 되고, 청소 비용은 누가 내나요?
그녀는 정중하게 답장을 보내 {w}에 감사하다고 하고 삼 주를 더 달라고 부탁했습니다.
""",
}

WORDS = {
    "english": "the warehouse|our second garden|the lighthouse keeper|that contract|the choir|a borrowed bicycle",
    "german": "das Lagerhaus|der Gartenverein|die Leuchtturmwärterin|der Mietvertrag|das Zwischenergebnis|der Chor",
    "russian": "склад|второй сад|смотритель маяка|договор|школьный хор|чужой велосипед",
    "greek": "η αποθήκη|ο δεύτερος κήπος|ο φαροφύλακας|το συμβόλαιο|η χορωδία|το δανεικό ποδήλατο",
    "arabic": "المستودع|حديقتنا الثانية|حارس المنارة|ذلك العقد|الجوقة|الدراجة المستعارة",
    "hindi": "गोदाम|हमारा दूसरा बाग़ीचा|प्रकाशस्तंभ का रखवाला|वह अनुबंध|गायक मंडली|उधार की साइकिल",
    "chinese": "仓库|第二个花园|灯塔看守人|那份合同|合唱团|借来的自行车",
    "japanese": "倉庫|二つ目の庭|灯台守|あの契約書|合唱団|借りた自転車",
    "korean": "창고|두 번째 정원|등대지기|그 계약|합창단|빌린 자전거",
}
