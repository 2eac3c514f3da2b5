<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Attract</name>
    <message>
        <source>Touch to start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have a pick-up code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staff and couriers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open 24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert your card. The rest is easy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply, hand in papers, collect results. Without queueing, day and night.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert your social-security card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photograph your papers here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand in and collect at the locker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · Terminal %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>Which service do you need?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search by name or pinyin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found. Try another word, or ask at the counter.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldDigits</name>
    <message>
        <source>%1 / %2 / %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Touch to enter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldFrame</name>
    <message>
        <source>%1 (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have checked this</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>%1 · page %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormField</name>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Touch to enter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>photograph here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hand in the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>photograph, and hand in the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to hand in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you need</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who can apply</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can do everything here in person at the counter too. A card is enough; you need no phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call 12345, day and night</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell them the terminal number on the first screen and, if you see one, the fault code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To make it easier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“Large text” at the top makes words and buttons larger.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the language at the top at any time; what you entered stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your time. Before the visit closes you are asked, and one touch gives you more time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you cannot reach high doors, ask for a low one before the door opens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One finger is enough everywhere. No swiping, no pinching.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>Hello, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish and take my card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your cases</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>Are you still there?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds, then this visit is closed so that nobody else sees your data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I am still here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsertCard</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No card: use a pick-up code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please insert your social-security card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip first, picture side up. Leave it in until you have finished.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyboardDock</name>
    <message>
        <source>Done typing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeypadSheet</name>
    <message>
        <source>%1: year, month, day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: year, month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgressSteps</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Receipt</name>
    <message>
        <source>Hand in the originals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try to print again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We have received your papers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provisional number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QR code of the receipt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScrollArea</name>
    <message>
        <source>Back up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More below</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShellFooter</name>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShellHeader</name>
    <message>
        <source>Standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
