filedesc://crawl.arc 192.0.2.1 20050301100105 text/plain 69
1 0 Archive
URL IP-address Archive-date Content-type Archive-length


http://www.example.org/ferry 192.0.2.1 20050301100105 text/html 1943
HTTP/1.1 200 OK
Content-Type: text/html

<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Harbour town gets its ferry line back - The Coastal Herald</title>
<link rel="canonical" href="https://www.example.org/2015/10/23/ferry-line">
<meta property="og:title" content="Harbour town gets its ferry line back">
<meta property="og:site_name" content="The Coastal Herald">
<meta property="article:published_time" content="2015-10-23T18:04:00+02:00">
<meta name="author" content="Ann Bell">
<script>var x = "<p>not a paragraph</p>";</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article>
<h1>Harbour town gets its ferry line back</h1>
<p class="byline">By Ann Bell</p>
<figure><img src="ferry.png" alt=""><figcaption>The ferry Aurora in the harbour of Split on Friday.</figcaption></figure>
<p>SPLIT, Croatia вЂ“ After eleven years without a boat, the people of the harbour town will again be able to cross to the islands in the morning and be home for dinner, the ministry of transport said on Friday.</p>
<p>The line, which was closed when its operator went bankrupt, will be served three times a day. вЂњWe have waited a long time for this,вЂќ said the mayor, Ivana Horvat, at a ceremony on the pier.</p>
<p>Tickets will cost no more than they did when the last ferry left. The ministry pays the operator, a company from Rijeka, four million euros a year, and expects a hundred thousand passengers in the first year.</p>
<p>Fishermen who had carried passengers in the meantime said they would go on doing so at night.</p>
</article>
<aside><h2>Most read</h2><ul><li><a href="/a">Ten beaches without a crowd</a></li><li><a href="/b">What the storm left behind</a></li></ul></aside>
<footer><p>В© The Coastal Herald. All rights reserved. <a href="/terms">Terms</a> <a href="/privacy">Privacy</a></p></footer>
</body>
</html>

dns:www.example.org 192.0.2.1 20050301100105 text/dns 51
20050301100105
www.example.org. 300 IN A 192.0.2.1

http://www.example.org/gone 192.0.2.1 20050301100105 text/html 75
HTTP/1.1 404 Not Found
Content-Type: text/html

<html><h1>Not found</h1>
damaged here
http://www.example.org/cyrillic 192.0.2.1 20050301100105 text/html 666
HTTP/1.1 200 OK
Content-Type: text/html; charset=windows-1251

<html>
<head><title>Паромная линия открывается снова</title></head>
<body>
<h1>Паромная линия открывается снова</h1>
<p>После одиннадцати лет без парома жители портового города снова смогут утром отправиться на острова и вернуться домой к ужину, сообщило в пятницу министерство транспорта.</p>
<p>Линия, закрытая после банкротства перевозчика, будет работать три раза в день. «Мы долго этого ждали», – сказала на церемонии мэр города.</p>
<p>Билеты будут стоить не дороже, чем в день, когда ушёл последний паром. Министерство будет платить перевозчику четыре миллиона евро в год.</p>
</body>
</html>

