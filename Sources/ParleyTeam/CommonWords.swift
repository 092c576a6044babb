/// Words that passwords are made of more than of others: what is typed first, names, animals, teams, months, places,
/// machines, feelings.
enum CommonWords {
    static let all = Set(text.split { $0.isWhitespace }.map(String.init))

    /// Their first letters, from the sixth on.
    static let beginnings = Set(all.flatMap { word in (6...max(6, word.count)).map { String(word.prefix($0)) } })

    private static let text = """
        pass passwd password passwort motdepasse contrasena senha parola wachtwoord kennwort geheim secret secrets
        letmein login logon admin administrator root user guest default access welcome willkommen bienvenue hello
        hallo hola bonjour changeme change temp temporary test tester testing demo sample example none nothing
        whatever trustno one enter open sesame system server service network internet computer laptop office work home
        house parley chat team company business support manager master super superuser boss private public security
        secure qwer qwert qwerty qwertz azerty asdf asdfg asdfgh asdfghjkl zxcv zxcvb zxcvbn zxcvbnm qaz qazwsx wsx
        edc abc abcd abcde abcdef abcdefg xyz aaa xxx zzz q w e r a s d f z x i love lover lovers lovely loving loveme
        loveyou iloveyou iloveu ilove you me my your the of and for not this that baby babe babygirl babyboy babydoll
        girl girls boy boys man woman lady ladies king queen prince princess angel angels devil devils god jesus
        christ heaven hell hellfire faith hope grace spirit soul heart hearts forever always never remember forget
        friend friends family mother father mom mum dad mommy daddy sister brother son daughter happy smile smiley
        sweet sweetie sweetpea honey sugar candy cookie cookies chocolate cherry peach peaches apple apples banana
        orange lemon mango pepper ginger butter cheese chicken burger pizza coffee beer whiskey vodka guinness popcorn
        peanut muffin pumpkin pickle pudding sun sunny sunshine sunset moon moonlight star stars stardust starlight
        sky skyline blue red green yellow black white purple pink silver gold golden brown grey gray rainbow crystal
        diamond diamonds platinum emerald ruby summer winter spring autumn fall sommer herbst rain snow snowball
        snowman storm stormy thunder lightning blizzard tornado hurricane fire fireball firebird ice iceman water
        ocean sea beach river mountain forest garden flower flowers rose rosebud daisy violet jasmine lily willow
        island paradise earth world planet galaxy universe monday tuesday wednesday thursday friday saturday sunday
        montag dienstag mittwoch donnerstag freitag samstag sonntag january february march april may june july august
        september october november december januar februar maerz mai juni juli oktober dezember dog dogs cat cats
        puppy kitty kitten bunny rabbit bear bears teddy teddybear tiger tigers lion lions wolf wolves wolfpack
        wolverine fox eagle eagles hawk hawks hawkeye falcon falcons raven ravens bird birds bluebird duck ducks
        dolphin dolphins shark sharks fish fishing goldfish horse horses pony mustang stallion cow cowboy cowboys bull
        bulldog bulldogs elephant monkey monkeys gorilla panther panthers jaguar leopard cougar cheetah snake snakes
        viper cobra python dragon dragons spider scorpion scorpio turtle frog froggy penguin hamster mouse rat pig
        piglet donkey buffalo badger beaver bobcat wildcat wildcats tomcat pussycat catfish ladybug butterfly unicorn
        phoenix dinosaur animal animals football baseball basketball softball soccer fussball futbol hockey tennis
        golf golfer rugby cricket volleyball lacrosse bowling boxing wrestling swimming swimmer running runner racing
        racer racecar skate skater surf surfer surfing ski snowboard karate player players playboy coach champion
        champions winner victory goal sports yankees redsox dodgers giants cubs braves mets steelers packers raiders
        patriots broncos redskins seahawks vikings chiefs lakers celtics bulls knicks rangers redwings bruins flyers
        buckeyes tarheels longhorn longhorns gators huskers seminole seminoles sooners arsenal chelsea liverpool
        everton manchester united city tottenham juventus milan inter barcelona barca madrid realmadrid bayern
        dortmund benfica porto celtic ferrari porsche mercedes toyota honda yamaha suzuki kawasaki harley davidson
        harleydavidson ducati ford chevy chevrolet corvette camaro cadillac dodge pontiac jeep wrangler subaru nissan
        mazda audi volvo opel lexus acura hummer tractor truck trucks trucker motor motorcycle engine engineer driver
        pilot captain sailor soldier marine marines army navy airforce airborne ranger sniper hunter hunting shooter
        gunner fireman police doctor nurse teacher student school college university lawyer artist music musicman
        guitar piano drummer trumpet trombone dance dancer singer rock rocker rockstar rocknroll metal metallica
        slipknot nirvana beatles zeppelin ledzeppelin pearljam pantera greenday eminem tupac linkinpark blink hiphop
        jazz blues reggae marley elvis presley madonna britney rihanna beyonce shakira justinbieber bieber
        onedirection starwars startrek stargate matrix batman superman spiderman ironman hulk xmen hercules zeus
        apollo athena thor loki merlin gandalf frodo hobbit aragorn skywalker lukeskywalker darthvader vader yoda
        anakin hansolo bobafett jedi sith harrypotter potter hogwarts naruto sasuke goku vegeta dragonball pokemon
        pikachu mario luigi zelda sonic nintendo playstation xbox minecraft fortnite roblox warcraft diablo starcraft
        halo tekken pacman tetris snoopy garfield mickey minnie disney barbie hellokitty simpsons simpson homer bart
        guy southpark cartman scooby scoobydoo tinkerbell winnie pooh poohbear tigger stitch shrek popeye godzilla
        terminator predator rambo rocky jamesbond bond sherlock holmes dracula vampire zombie monster ghost phantom
        shadow shadows darkness darkside darkstar darkangel nightmare midnight night mystery magic magician wizard
        witch warlock warrior warriors knight knights ninja samurai viking pirate pirates hacker genius einstein
        newton freedom liberty justice peace power energy strong strength courage honor legend legends hero heroes
        destiny fortune lucky luck chance dream dreams dreamer fantasy imagine wonder miracle infinity eternity
        serenity harmony success money dollar dollars cash rich million millionaire bitcoin gambler casino poker
        lottery crazy psycho insane maniac mad madness madman stupid idiot loser sucker silly funny cool awesome
        amazing perfect great good best better nice pretty beauty beautiful cute sexy hot hottie hotstuff bad badboy
        badass badgirl big bigboy bigdog bigdaddy bigman little small fat old oldman young new newlife life live
        forlife death dead killer kill murder bloody blood evil satan lucifer demon chaos trouble danger dangerous
        extreme hardcore fuck fucker fucking fuckyou fuckme fuckoff fucked shit shithead bullshit bitch bitches
        bastard asshole butthead dick dickhead cock pussy cunt slut whore porn porno sex sexsex sexual naked boobs
        bigboobs tits bigtits nipple penis vagina blowjob blowme suckme lickme eatme biteme horny hentai playtime
        pleasure kiss kisses kissme hug hugs marry married wedding single bollocks wanker bugger damn america american
        usa canada mexico brazil brasil argentina england scotland ireland irish wales britain london france french
        paris germany deutschland german berlin hamburg munich muenchen italy italia rome roma spain espana portugal
        lisboa holland amsterdam belgium sweden norway denmark finland poland polska russia moscow ukraine turkey
        istanbul greece egypt israel india pakistan china chinese japan japanese tokyo korea thailand bangkok vietnam
        indonesia jakarta philippines australia sydney africa newyork brooklyn boston chicago detroit dallas houston
        texas austin denver colorado seattle arizona lasvegas vegas california hollywood florida miami orlando atlanta
        georgia carolina virginia michigan montana alaska hawaii alabama tennessee memphis nashville kentucky orleans
        savannah jersey philly washington toronto montreal vancouver google yahoo hotmail gmail facebook twitter
        instagram youtube myspace linkedin microsoft windows macintosh iphone android samsung nokia motorola sony
        toshiba compaq presario pavilion dell logitech intel linux ubuntu debian cisco oracle database website hosting
        cocacola pepsi drpepper dietcoke mcdonalds starbucks adidas nike puma marlboro budlight jackdaniels smirnoff
        heineken snickers oreo nutella james john robert michael mike william bill david dave richard charles charlie
        joseph thomas tom christopher chris daniel dan danny matthew matt anthony tony donald mark paul steven steve
        andrew andy kenneth george joshua kevin brian edward ronald timothy jason jeffrey jeff ryan jacob jake gary
        nicholas nick nicolas eric jonathan stephen larry justin scott frank brandon benjamin ben gregory greg samuel
        sam sammy raymond patrick pat alexander alex alexandre jack jackson dennis jerry jerome tyler aaron henry
        douglas peter pete jose adam zachary nathan walter harold kyle carl arthur gerald roger keith jeremy lawrence
        terry sean albert joe joel christian jesse willie billy bryan bruce ralph roy louis eugene wayne logan randy
        vincent liam philip phillip bobby bob johnny johnson williams jones davis miller wilson anderson taylor jordan
        martin martinez hernandez garcia rodriguez gonzalez lopez carlos juan pedro pablo luis miguel diego antonio
        manuel fernando alejandro andres roberto ricardo eduardo francisco javier jorge marco marcos marcus maxwell
        max maximus oscar oliver harry harrison hamilton lincoln kennedy clinton franklin winston churchill spencer
        stanley sterling stewart russell marshall mitchell morgan murphy nelson parker hannah tucker walker hans klaus
        juergen wolfgang stefan andreas thorsten sebastian florian tobias matthias markus lukas felix leon ivan dmitri
        sergey vladimir igor pierre mary maria marie patricia jennifer jenny linda elizabeth liz barbara susan jessica
        jessie sarah sara karen lisa nancy betty sandra sandy margaret maggie ashley kimberly kim emily donna michelle
        carol carolyn amanda melissa mel deborah debbie stephanie rebecca becky sharon laura cynthia dorothy amy
        kathleen kathy angela angie shirley anna anne brenda pamela emma nicole helen samantha katherine catherine
        kate katie christine christina tina rachel janet heather diane diana ruth julie julia olivia joyce victoria
        vicky kelly lauren christy kristen kristin joan evelyn judith megan andrea cheryl jacqueline jackie martha
        gloria teresa ann sabrina madison frances jean abigail alice sophia sophie denise amber marilyn danielle
        beverly isabella isabelle theresa natalie brittany charlotte kayla alexis lori caroline claire claudia monica
        vanessa valerie veronica natasha tiffany carmen rosie lucy molly chloe zoe mia lea lena lara nina nadine
        sabine petra monika ursula gabriele tanja anja katja svetlana olga tatiana irina ekaterina bella stella luna
        buddy buster bailey cooper duke shelby sparky spike smokey patches pookie boomer bandit precious scooter
        maverick explorer creative electric electro passport cardinal airplane enterprise consumer birthday highland
        concrete shamrock atlantis marathon renegade stocking infantry ultimate standard pioneer frontier waterloo
        campbell morrison florence cavalier roll tide rush jane spit fly lone wet wrinkle cream thug out in on up to
        go run get come see say look back down over under before after another other some every all day days week year
        time times now today tomorrow number letter name town street road bridge tower castle palace gate country
        nation state capital north south east west western eastern northern southern side line circle square cross
        crown sword shield arrow hammer steel iron stone rocket space ship station train plane car bus bike boat air
        wind cloud sound light dark deep high low long short fast slow quick brave wild free true real double triple
        zero two three four five six seven eight nine ten hundred thousand first second third last final project
        product market sales account finance banking bank invest trade global local future digital virtual cyber
        mobile phone camera video radio television movie film cinema theater actor picture photo image design paper
        book books story reader writer word words math science history nature plant tree trees leaf grass wood woods
        lake hill valley desert jungle tropical pacific atlantic arctic blonde brunette redhead redneck mistress
        servant slave saint holy heavenly royal noble count lord squire general colonel major sergeant admiral
        commander officer agent spy smoke smoker smoking cannabis weed drugs cocaine party partyboy club nightclub
        disco techno trance dj geronimo apache cherokee cheyenne dakota sioux navajo tomahawk comanche aztec maya inca
        aardvark ferret rooster moose beagle boxer rottweiler pitbull poodle labrador husky retriever mongoose
        chevelle stingray spitfire semper fi peekaboo clit vanhalen aerosmith acdc ironmaiden megadeth slayer morpheus
        trinity neo raistlin babylon ncc picard spock kirk riker voyager klingon vulcan bubble bubbles button buttons
        kitchen window door table chair bottle glass juice milk bread pasta beginner expert rookie veteran wizardry
        medal trophy league premier lovelife lovelove myself yourself himself herself nobody somebody anybody
        everybody throat bone head show squirrel leonardo vacation columbia columbus colombia napoleon robinson
        portland oakland stranger discover mushroom penelope thompson thomson any thing defiant knickers slap shot
        titleist taco thank thanks coltrane beef cake personal face rider punk ding dong crusader syracuse spank
        meridian key board boards richmond san dude caliente fletcher kangaroo freckles nebraska web webmaster far
        eyes eye director pan sentinel guardian mandingo munchkin giovanni scarlett achilles plymouth toe lorraine
        verbatim pineapple pork chop valhalla santiago stripper strip hyperion skittles hastings gang bang sail
        immortal mortal maryland floyd les formula catalina angelica lancelot hard sapphire excalibur imperial ball
        macdaddy aquarius clarence beatrice research dough gateway snuggles technics lee punisher vanilla masturbate
        masterbate abnormal normal rail military swinging piercing mechanic yeah spectrum oklahoma keystone handsome
        something kingston yosemite believable nathalie superstar child children commando magnolia legolas alert
        whisper temptress celebrity trinidad ragnarok meat loaf page software soft hardware ware thirteen rasputin
        sneakers brighton chain saw coconut budweiser alliance half saratoga positive negative flounder majestic
        sparkle treasure absolute absolutely arkansas idaho illinois iowa kansas louisiana maine massachusetts
        minnesota mississippi missouri nevada ohio oregon pennsylvania rhode vermont wisconsin wyoming delaware
        connecticut cleveland cincinnati pittsburgh baltimore oxford cambridge bristol glasgow edinburgh dublin
        belfast cardiff york newport zurich geneva vienna wien prague budapest athens venice naples florenz hannover
        stuttgart koeln frankfurt leipzig dresden bremen hermes hera artemis aphrodite poseidon hades odin freya
        osiris anubis isis ramses pharaoh cleopatra caesar augustus topaz opal onyx amethyst garnet turquoise pearl
        jade ivory indigo magenta scarlet crimson goodluck goodbye goodnight goodmorning thankyou please sorry excuse
        excellent fantastic wonderful magnificent computers keyboard monitor printer scanner modem router developer
        programmer
        """
}
