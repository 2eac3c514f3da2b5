<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Attract</name>
    <message>
        <source>Touch to start</source>
        <translation>点这里开始</translation>
    </message>
    <message>
        <source>Staff and couriers</source>
        <translation>工作人员入口</translation>
    </message>
    <message>
        <source>Collect with a code</source>
        <translation>凭取件码取件</translation>
    </message>
    <message>
        <source>Open 24 hours</source>
        <translation>24 小时开放</translation>
    </message>
    <message>
        <source>Insert your card. The rest is easy.</source>
        <translation>插上社保卡，
事情就能办</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>暂停服务</translation>
    </message>
    <message>
        <source>Show your card. The rest is easy.</source>
        <translation>带上证件，
事情就能办</translation>
    </message>
    <message>
        <source>Apply, hand in papers, collect results. Without queueing, day and night.</source>
        <translation>申请、交材料、取证件，白天夜里都不用排队。</translation>
    </message>
    <message>
        <source>Insert your social-security card</source>
        <translation>插入社保卡</translation>
    </message>
    <message>
        <source>Insert your social-security card or lay down your identity card</source>
        <translation>插入社保卡，或放上身份证</translation>
    </message>
    <message>
        <source>Lay down your identity card</source>
        <translation>放上身份证</translation>
    </message>
    <message>
        <source>Photograph your papers here</source>
        <translation>在这里拍材料</translation>
    </message>
    <message>
        <source>Hand in and collect at the locker</source>
        <translation>柜子里交件、取件</translation>
    </message>
    <message>
        <source>%1 · Terminal %2</source>
        <translation>%1 · 终端 %2</translation>
    </message>
</context>
<context>
    <name>CandidateBar</name>
    <message>
        <source>Earlier characters</source>
        <translation>前面的字</translation>
    </message>
    <message>
        <source>More characters</source>
        <translation>后面的字</translation>
    </message>
</context>
<context>
    <name>Capture</name>
    <message>
        <source>Leave the original in the locker</source>
        <translation>原件放进柜子</translation>
    </message>
    <message>
        <source>Use it anyway, staff will check</source>
        <translation>就用这张，由工作人员核对</translation>
    </message>
    <message>
        <source>Add another page</source>
        <translation>再拍一页</translation>
    </message>
    <message>
        <source>Use the scanner</source>
        <translation>改用扫描仪</translation>
    </message>
    <message>
        <source>All pages are here, go on</source>
        <translation>页都齐了,继续</translation>
    </message>
    <message>
        <source>Use my e-certificate</source>
        <translation>用我的电子证照</translation>
    </message>
    <message>
        <source>Use my phone</source>
        <translation>用我的手机</translation>
    </message>
    <message>
        <source>Use my phone: no network at present</source>
        <translation>用我的手机:现在没有网络</translation>
    </message>
    <message>
        <source>Do not take it by itself</source>
        <translation>不自动拍,我自己按</translation>
    </message>
    <message>
        <source>Take it by itself</source>
        <translation>放稳后自动拍</translation>
    </message>
    <message>
        <source>Take the picture</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Clear, use this one</source>
        <translation>看得清，用这张</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>重新拍</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头画面</translation>
    </message>
    <message>
        <source>The picture taken</source>
        <translation>刚拍的照片</translation>
    </message>
</context>
<context>
    <name>CardApplication</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>My e-certificates</source>
        <translation>我的电子证照</translation>
    </message>
</context>
<context>
    <name>Cases</name>
    <message>
        <source>My cases</source>
        <translation>我的办件</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Who looked me up</source>
        <translation>谁查过我的信息</translation>
    </message>
    <message>
        <source>There is no case at this terminal yet.</source>
        <translation>这台机器上还没有您的办件。</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>Which service do you need?</source>
        <translation>您要办什么事？</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Search by name or pinyin</source>
        <translation>输入名称或拼音查找</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Nothing found. Try another word, or ask at the counter.</source>
        <translation>没有找到。请换个说法，或到窗口咨询。</translation>
    </message>
    <message>
        <source>There are more. Type another word to find yours.</source>
        <translation>还有更多，请换个说法再找。</translation>
    </message>
</context>
<context>
    <name>Certificates</name>
    <message>
        <source>My e-certificates</source>
        <translation>我的电子证照</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>for: %1</source>
        <translation>可用作:%1</translation>
    </message>
</context>
<context>
    <name>Chain</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始办理</translation>
    </message>
    <message>
        <source>One after another, all in one go</source>
        <translation>一环接一环,一次办齐</translation>
    </message>
    <message>
        <source>What you need, once for all</source>
        <translation>需要的材料,只交一次</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2 页</translation>
    </message>
</context>
<context>
    <name>ChoiceOfTwo</name>
    <message>
        <source>chosen</source>
        <translation>已选</translation>
    </message>
</context>
<context>
    <name>Collected</name>
    <message>
        <source>Finish without rating</source>
        <translation>不评价，结束</translation>
    </message>
    <message>
        <source>Something is wrong with it</source>
        <translation>东西不对，我要反映</translation>
    </message>
    <message>
        <source>How was it?</source>
        <translation>您觉得怎么样？</translation>
    </message>
</context>
<context>
    <name>Correction</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Hand it in now</source>
        <translation>现在补交</translation>
    </message>
    <message>
        <source>What you handed in before</source>
        <translation>上次交的材料</translation>
    </message>
    <message>
        <source>What you do here now</source>
        <translation>现在要做的事</translation>
    </message>
</context>
<context>
    <name>CourierCollect</name>
    <message>
        <source>Collect envelopes</source>
        <translation>取出信封</translation>
    </message>
    <message>
        <source>%1 of %2 scanned</source>
        <translation>已扫 %1 件，共 %2 件</translation>
    </message>
    <message>
        <source>Sign the manifest</source>
        <translation>签交接清单</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>存入 %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>开门</translation>
    </message>
</context>
<context>
    <name>CourierHome</name>
    <message>
        <source>Courier %1</source>
        <translation>邮递员 %1</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>取件</translation>
    </message>
    <message>
        <source>Take envelopes out of the boxes</source>
        <translation>从柜中取出信封</translation>
    </message>
    <message>
        <source>%1 to collect</source>
        <translation>待取 %1 件</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>投件</translation>
    </message>
    <message>
        <source>Put results into the boxes</source>
        <translation>把办理结果放进柜子</translation>
    </message>
    <message>
        <source>Free boxes</source>
        <translation>空柜</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>空 %1 个</translation>
    </message>
</context>
<context>
    <name>Deposit</name>
    <message>
        <source>Hand in the originals</source>
        <translation>交材料原件</translation>
    </message>
    <message>
        <source>Put these into the envelope: number %1</source>
        <translation>请把下面的材料装进信封，信封编号 %1</translation>
    </message>
    <message>
        <source>Open a door</source>
        <translation>打开柜门</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Hand them in later</source>
        <translation>以后再交</translation>
    </message>
    <message>
        <source>Which size?</source>
        <translation>选多大的柜子？</translation>
    </message>
    <message>
        <source>%1 · %2 free</source>
        <translation>%1 · 还有 %2 个</translation>
    </message>
    <message>
        <source>%1 · none free</source>
        <translation>%1 · 已满</translation>
    </message>
    <message>
        <source>I would like a low door</source>
        <translation>我要低一点的柜子</translation>
    </message>
    <message>
        <source>Yes, easy to reach from a wheelchair</source>
        <translation>已选，坐轮椅也够得着</translation>
    </message>
    <message>
        <source>Easy to reach from a wheelchair</source>
        <translation>坐轮椅也够得着</translation>
    </message>
</context>
<context>
    <name>DigitBoxes</name>
    <message>
        <source>%1 of %2 digits entered</source>
        <translation>共 %2 位，已输入 %1 位</translation>
    </message>
</context>
<context>
    <name>DoorMap</name>
    <message>
        <source>Map of the locker</source>
        <translation>柜子位置图</translation>
    </message>
</context>
<context>
    <name>DoorScreen</name>
    <message>
        <source>Door %1</source>
        <translation>%1 号柜</translation>
    </message>
</context>
<context>
    <name>Dropped</name>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>再打印一次</translation>
    </message>
    <message>
        <source>Barcode of the envelope</source>
        <translation>信封条码</translation>
    </message>
</context>
<context>
    <name>Fault</name>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Other terminals with lockers</source>
        <translation>附近的一柜通终端</translation>
    </message>
    <message>
        <source>Help line 12345, day and night</source>
        <translation>帮助热线 12345，昼夜都有人接</translation>
    </message>
    <message>
        <source>Fault code: %1</source>
        <translation>故障代码：%1</translation>
    </message>
</context>
<context>
    <name>FieldDigits</name>
    <message>
        <source>%1 / %2 / %3</source>
        <translation>%1 年 %2 月 %3 日</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 年 %2 月</translation>
    </message>
    <message>
        <source>Touch to enter</source>
        <translation>点这里填写</translation>
    </message>
</context>
<context>
    <name>FieldFrame</name>
    <message>
        <source>%1 (optional)</source>
        <translation>%1（可不填）</translation>
    </message>
    <message>
        <source>This is right</source>
        <translation>没有错</translation>
    </message>
    <message>
        <source>You have checked this</source>
        <translation>您已核对</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>%1 · page %2 of %3</source>
        <translation>%1 · 第 %2 页，共 %3 页</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>FormField</name>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Touch to enter</source>
        <translation>点这里填写</translation>
    </message>
</context>
<context>
    <name>FromPhone</name>
    <message>
        <source>Clear, use these</source>
        <translation>清楚，就用这些</translation>
    </message>
    <message>
        <source>Open a new link</source>
        <translation>重新打开链接</translation>
    </message>
    <message>
        <source>Throw these away</source>
        <translation>这些不要，重新传</translation>
    </message>
    <message>
        <source>Use it anyway, staff will check</source>
        <translation>就用这张，由工作人员核对</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Scan to send papers from your phone</source>
        <translation>用手机扫码，把材料传过来</translation>
    </message>
</context>
<context>
    <name>FromScanner</name>
    <message>
        <source>Clear, use these</source>
        <translation>清楚，就用这些</translation>
    </message>
    <message>
        <source>Scan from the glass</source>
        <translation>平板扫描</translation>
    </message>
    <message>
        <source>Scan from the feeder</source>
        <translation>送纸口连续扫描</translation>
    </message>
    <message>
        <source>Throw these away</source>
        <translation>这些不要，重新扫</translation>
    </message>
    <message>
        <source>Use it anyway, staff will check</source>
        <translation>就用这张，由工作人员核对</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Goodbye</name>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Please take with you</source>
        <translation>请带好</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>photograph here</source>
        <translation>在这里拍照</translation>
    </message>
    <message>
        <source>hand in the original</source>
        <translation>原件放进柜子</translation>
    </message>
    <message>
        <source>photograph, and hand in the original</source>
        <translation>拍照，原件也要放进柜子</translation>
    </message>
    <message>
        <source>nothing to hand in</source>
        <translation>不用交</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始办理</translation>
    </message>
    <message>
        <source>What you need</source>
        <translation>需要准备什么</translation>
    </message>
    <message>
        <source>Who can apply</source>
        <translation>哪些人可以办</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>You can do everything here in person at the counter too. A card is enough; you need no phone.</source>
        <translation>这里的事到窗口也一样能办。有社保卡就行，不需要手机。</translation>
    </message>
    <message>
        <source>Call 12345, day and night</source>
        <translation>请拨打 12345，昼夜都有人接</translation>
    </message>
    <message>
        <source>Tell them the terminal number on the first screen and, if you see one, the fault code.</source>
        <translation>请说出首页上的终端编号；屏幕上有故障代码的，也一起说。</translation>
    </message>
    <message>
        <source>To make it easier</source>
        <translation>怎样用起来更方便</translation>
    </message>
    <message>
        <source>“Large text” at the top makes words and buttons larger.</source>
        <translation>点上面的“长辈版”，字和按钮都会变大。</translation>
    </message>
    <message>
        <source>Change the language at the top at any time; what you entered stays.</source>
        <translation>随时可以在上面换语言，填好的内容不会丢。</translation>
    </message>
    <message>
        <source>Take your time. Before the visit closes you are asked, and one touch gives you more time.</source>
        <translation>不用着急。时间快到时会先问您，点一下就能继续。</translation>
    </message>
    <message>
        <source>If you cannot reach high doors, ask for a low one before the door opens.</source>
        <translation>高处够不着的，开门前可以选低一点的柜子。</translation>
    </message>
    <message>
        <source>One finger is enough everywhere. No swiping, no pinching.</source>
        <translation>用一个手指点就行，不用滑动。</translation>
    </message>
    <message>
        <source>Close help</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>HiddenPreview</name>
    <message>
        <source>Hidden so that nobody reads along. Touch to show it</source>
        <translation>画面已隐藏,免得旁人看到。点一下再显示</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>Hello, %1</source>
        <translation>您好，%1</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>您今天要办什么？</translation>
    </message>
    <message>
        <source>Finish and take my card</source>
        <translation>办完了，收好证件</translation>
    </message>
    <message>
        <source>My card and certificates</source>
        <translation>我的卡和证照</translation>
    </message>
    <message>
        <source>Reminders for you</source>
        <translation>给您的提醒</translation>
    </message>
    <message>
        <source>Your cases</source>
        <translation>您的办件</translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>Are you still there?</source>
        <translation>您还在吗？</translation>
    </message>
    <message>
        <source>seconds, then this visit is closed so that nobody else sees your data.</source>
        <translation>秒后将自动退出，免得别人看到您的信息。</translation>
    </message>
    <message>
        <source>I am still here</source>
        <translation>我还在</translation>
    </message>
</context>
<context>
    <name>InsertCard</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>No card: use a pick-up code</source>
        <translation>没带卡？凭取件码取件</translation>
    </message>
    <message>
        <source>Please insert your social-security card</source>
        <translation>请插入您的社保卡</translation>
    </message>
    <message>
        <source>Please lay your identity card on the reader</source>
        <translation>请把身份证放到感应区</translation>
    </message>
    <message>
        <source>Insert your social-security card or lay down your identity card</source>
        <translation>请插入社保卡，或放上身份证</translation>
    </message>
    <message>
        <source>Chip first, picture side up. Leave it in until you have finished.</source>
        <translation>芯片朝里，照片朝上。办完之前请不要拔卡。</translation>
    </message>
    <message>
        <source>Social-security card: chip first, picture side up. Leave it in until you have finished.</source>
        <translation>社保卡：芯片朝里，照片朝上，办完再取。</translation>
    </message>
    <message>
        <source>Identity card: lay it flat; take it back when it has been read. One that lies there already must be lifted first.</source>
        <translation>身份证：平放，读完就可拿走。已经放着的，请先拿起再放。</translation>
    </message>
</context>
<context>
    <name>KeyboardDock</name>
    <message>
        <source>Done typing</source>
        <translation>收起键盘</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>KeypadSheet</name>
    <message>
        <source>%1: year, month, day</source>
        <translation>%1：依次输入年、月、日</translation>
    </message>
    <message>
        <source>%1: year, month</source>
        <translation>%1：依次输入年、月</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>好了</translation>
    </message>
</context>
<context>
    <name>Manifest</name>
    <message>
        <source>Sign the manifest</source>
        <translation>签交接清单</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Courier %1 signs here</source>
        <translation>邮递员 %1 在此签字</translation>
    </message>
    <message>
        <source>Clear and sign again</source>
        <translation>擦掉重签</translation>
    </message>
</context>
<context>
    <name>ManifestDone</name>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
</context>
<context>
    <name>MyCard</name>
    <message>
        <source>My card</source>
        <translation>我的卡</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>My e-certificates</source>
        <translation>我的电子证照</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已收起</translation>
    </message>
</context>
<context>
    <name>PageThumb</name>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页,共 %2 页</translation>
    </message>
    <message>
        <source>%1, chosen</source>
        <translation>%1,已选中</translation>
    </message>
</context>
<context>
    <name>PageTray</name>
    <message>
        <source>Earlier</source>
        <translation>前移</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>后移</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转向</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>重拍</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>PaperCheck</name>
    <message>
        <source>Read from your papers, please check</source>
        <translation>从材料读出,请核对</translation>
    </message>
    <message>
        <source>Nothing is changed unless you choose it.</source>
        <translation>您不选,就不会改动。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Do not use what was read</source>
        <translation>不用读出的内容</translation>
    </message>
    <message>
        <source>Photograph again</source>
        <translation>重新拍照</translation>
    </message>
    <message>
        <source>Hard to read: look closely</source>
        <translation>不太清楚,请仔细核对</translation>
    </message>
    <message>
        <source>On the form</source>
        <translation>表上填的</translation>
    </message>
    <message>
        <source>On the paper</source>
        <translation>材料上的</translation>
    </message>
</context>
<context>
    <name>PickupCode</name>
    <message>
        <source>Enter your pick-up code</source>
        <translation>请输入取件码</translation>
    </message>
    <message>
        <source>%1 digits, from the text message.</source>
        <translation>短信里的 %1 位数字。</translation>
    </message>
    <message>
        <source>Open the door</source>
        <translation>打开柜门</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Scan a QR code</source>
        <translation>扫二维码</translation>
    </message>
    <message>
        <source>Use my card instead</source>
        <translation>改用证件</translation>
    </message>
</context>
<context>
    <name>PickupQr</name>
    <message>
        <source>Show your QR code</source>
        <translation>出示二维码</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Type the code instead</source>
        <translation>改输取件码</translation>
    </message>
    <message>
        <source>Use my card instead</source>
        <translation>改用社保卡</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头画面</translation>
    </message>
</context>
<context>
    <name>Prereview</name>
    <message>
        <source>First check</source>
        <translation>初步检查</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>ProgressSteps</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>下一步：%1</translation>
    </message>
</context>
<context>
    <name>Receipt</name>
    <message>
        <source>Hand in the originals</source>
        <translation>交材料原件</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Try to print again</source>
        <translation>重新打印</translation>
    </message>
    <message>
        <source>Print once more</source>
        <translation>再打印一份</translation>
    </message>
    <message>
        <source>We have received your papers</source>
        <translation>材料已收到</translation>
    </message>
    <message>
        <source>Provisional number</source>
        <translation>临时编号</translation>
    </message>
</context>
<context>
    <name>Reclaim</name>
    <message>
        <source>Open the door</source>
        <translation>打开柜门</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>In the envelope</source>
        <translation>信封里有</translation>
    </message>
</context>
<context>
    <name>Reclaimed</name>
    <message>
        <source>Finish</source>
        <translation>结束</translation>
    </message>
</context>
<context>
    <name>Reminder</name>
    <message>
        <source>Hide</source>
        <translation>不看了</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>这次不看</translation>
    </message>
    <message>
        <source>Do not remind me again</source>
        <translation>不再提醒</translation>
    </message>
    <message>
        <source>Not me, or wrong</source>
        <translation>不是我,或有误</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>All correct, sign</source>
        <translation>都对，去签名</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>材料</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>ScanEnvelope</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>The envelope is not there</source>
        <translation>柜里没有信封</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>信封破损</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头画面</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>应取信封</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>柜号</translation>
    </message>
</context>
<context>
    <name>ScrollArea</name>
    <message>
        <source>Back up</source>
        <translation>往上看</translation>
    </message>
    <message>
        <source>That is all</source>
        <translation>到底了</translation>
    </message>
    <message>
        <source>More below</source>
        <translation>往下看</translation>
    </message>
</context>
<context>
    <name>SectionCard</name>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>SheetsInView</name>
    <message>
        <source>This one</source>
        <translation>拍这张</translation>
    </message>
    <message>
        <source>Paper %1 of %2: this one</source>
        <translation>第 %1 张,共 %2 张:拍这张</translation>
    </message>
</context>
<context>
    <name>ShellFooter</name>
    <message>
        <source>Home</source>
        <translation>首页</translation>
    </message>
    <message>
        <source>End visit</source>
        <translation>结束办理</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>网络正常</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>网络不通</translation>
    </message>
    <message>
        <source>%1 to send</source>
        <translation>%1 件待上传</translation>
    </message>
</context>
<context>
    <name>ShellHeader</name>
    <message>
        <source>Standard</source>
        <translation>标准版</translation>
    </message>
    <message>
        <source>Large text</source>
        <translation>长辈版</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>Sign</name>
    <message>
        <source>Please sign</source>
        <translation>请签名</translation>
    </message>
    <message>
        <source>Sign and hand in</source>
        <translation>签好了，提交</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>签名人</translation>
    </message>
    <message>
        <source>Clear and sign again</source>
        <translation>擦掉重签</translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>Staff sign-in</source>
        <translation>工作人员登录</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Staff number</source>
        <translation>工号</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>SignaturePad</name>
    <message>
        <source>Signing area</source>
        <translation>签名区</translation>
    </message>
    <message>
        <source>Sign here with your finger</source>
        <translation>请用手指在这里签名</translation>
    </message>
</context>
<context>
    <name>SlipQr</name>
    <message>
        <source>Scan to keep this slip on your phone</source>
        <translation>用手机扫一扫,保存这张凭条</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>What was found</source>
        <translation>查询结果</translation>
    </message>
    <message>
        <source>We may have these already</source>
        <translation>这些可能不用您交</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Agree, ask</source>
        <translation>同意,帮我查</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Ask offices only, I bring the rest</source>
        <translation>只查部门,其余我自己交</translation>
    </message>
    <message>
        <source>The record is wrong</source>
        <translation>记录有误</translation>
    </message>
</context>
<context>
    <name>StaffList</name>
    <message>
        <source>Box %1</source>
        <translation>%1 号柜</translation>
    </message>
</context>
<context>
    <name>StationHome</name>
    <message>
        <source>Station %1</source>
        <translation>驿站人员 %1</translation>
    </message>
    <message>
        <source>The service is paused. Collecting still works.</source>
        <translation>服务已暂停，取件照常。</translation>
    </message>
    <message>
        <source>The service is running.</source>
        <translation>服务正常。</translation>
    </message>
    <message>
        <source>Resume the service</source>
        <translation>恢复服务</translation>
    </message>
    <message>
        <source>Pause the service</source>
        <translation>暂停服务</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Box %1, size %2: %3</source>
        <translation>%1 号柜（%2）：%3</translation>
    </message>
    <message>
        <source>Open and take out</source>
        <translation>开门取出</translation>
    </message>
    <message>
        <source>Take out of service</source>
        <translation>停用这个柜子</translation>
    </message>
    <message>
        <source>Back into service</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期未取</translation>
    </message>
    <message>
        <source>To be seen to</source>
        <translation>需要处理</translation>
    </message>
</context>
<context>
    <name>Technician</name>
    <message>
        <source>Devices</source>
        <translation>设备状态</translation>
    </message>
    <message>
        <source>Technician %1 · checked %2</source>
        <translation>技术员 %1 · 检查于 %2</translation>
    </message>
    <message>
        <source>Check all again</source>
        <translation>全部重新检查</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
</context>
<context>
    <name>Thumbs</name>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>style</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>好了</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>大写</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
</context>
</TS>
