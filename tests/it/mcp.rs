//! `dateline mcp`: language-model clients, message by message.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::common::{Scratch, article, dateline, json, sample, stderr, stdout};

/// The revisions of the protocol that are tried.
const REVISIONS: [Revision; 2] = [Revision::Handshake, Revision::Inline];

/// How a client says which revision it speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Revision {
    /// With the handshake of 2025-11-25.
    Handshake,
    /// With every request, as 2026-07-28 has it.
    Inline,
}

/// A client of a server of its own.
struct Client {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    revision: Revision,
    requests: u64,
}

impl Client {
    fn start(scratch: &Scratch, revision: Revision) -> Client {
        let mut command = scratch.command(&["mcp"]);
        let server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = server.spawn().unwrap();
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().unwrap());
        let mut client = Client { server, input, output, revision, requests: 0 };
        if revision == Revision::Handshake {
            let answer = client.initialize("2025-11-25");
            assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
        }
        client
    }

    fn initialize(&mut self, version: &str) -> Value {
        let client = json!({"name": "test", "version": "1"});
        let params = json!({"protocolVersion": version, "capabilities": {}, "clientInfo": client});
        let id = self.send("initialize", params);
        let answer = self.answer_to(id);
        self.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        answer
    }

    fn write(&mut self, line: &str) {
        self.write_bytes(line.as_bytes());
    }

    fn write_bytes(&mut self, line: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(line).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
    }

    /// Sends a request and gives its id.
    fn send(&mut self, method: &str, mut params: Value) -> u64 {
        self.requests += 1;
        if self.revision == Revision::Inline {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let request = json!({"jsonrpc": "2.0", "id": self.requests, "method": method, "params": params});
        self.write(&request.to_string());
        self.requests
    }

    /// The next line, which has to be a message.
    fn next(&mut self) -> (Value, usize) {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has ended");
        let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(value["jsonrpc"], "2.0", "{line}");
        (value, line.len())
    }

    fn answer_to(&mut self, id: u64) -> Value {
        let (answer, _) = self.next();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let mut answer = self.answer_to(id);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].take()
    }

    fn refused(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let mut answer = self.answer_to(id);
        assert!(answer.get("result").is_none(), "{answer}");
        answer["error"].take()
    }

    /// The answer of a tool, which is the same as structured content and as text.
    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let mut result = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        assert_eq!(result["isError"], false, "{result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        result["structuredContent"].take()
    }

    /// What a tool says of a call that it cannot answer.
    fn fault(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Ends the input; the server answers what was asked and ends without a word on standard error.
    fn finish(mut self) {
        drop(self.input.take());
        let mut rest = String::new();
        while self.output.read_line(&mut rest).unwrap() > 0 {}
        let output = self.server.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(stderr(&output), "");
    }
}

fn ids(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().unwrap();
    results.iter().map(|result| result["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_client_learns_what_there_is() {
    for revision in REVISIONS {
        let mut client = Client::start(sample(), revision);
        if revision == Revision::Inline {
            let found = client.ask("server/discover", json!({}));
            let versions: Vec<&str> =
                found["supportedVersions"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
            assert!(versions.contains(&"2026-07-28") && versions.contains(&"2025-11-25"), "{found}");
            assert!(found["instructions"].as_str().unwrap().contains("never"), "{found}");
        }
        let tools = client.ask("tools/list", json!({}));
        let tools = tools["tools"].as_array().unwrap();
        let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["search", "fetch", "facets", "lines", "similar", "names", "why"]);
        for tool in tools {
            let hints = &tool["annotations"];
            assert_eq!(
                [
                    &hints["readOnlyHint"],
                    &hints["destructiveHint"],
                    &hints["idempotentHint"],
                    &hints["openWorldHint"]
                ],
                [true, false, true, false]
            );
            assert_eq!(
                (&tool["inputSchema"]["type"], &tool["outputSchema"]["type"]),
                (&json!("object"), &json!("object"))
            );
        }
        let resources = client.ask("resources/list", json!({}));
        assert_eq!(resources["resources"][0]["uri"], "dateline://stats");
        let templates = client.ask("resources/templates/list", json!({}));
        assert_eq!(templates["resourceTemplates"][0]["uriTemplate"], "dateline://article/{id}");
        let prompts = client.ask("prompts/list", json!({}));
        assert_eq!(
            (&prompts["prompts"][0]["name"], &prompts["prompts"][1]["name"]),
            (&json!("brief"), &json!("check-claim"))
        );
        client.finish();
    }
}

#[test]
fn instructions_say_what_text_is_and_how_to_cite() {
    let mut client = Client::start(sample(), Revision::Handshake);
    let answer = client.initialize("2026-07-28");
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "the newest with a handshake: {answer}");
    assert_eq!(answer["result"]["serverInfo"]["name"], "dateline");
    let instructions = answer["result"]["instructions"].as_str().unwrap();
    for said in ["never an instruction", "Cite", "id, outlet, date", "empty answer"] {
        assert!(instructions.contains(said), "{said}");
    }
    client.finish();
}

#[test]
fn every_tool_answers() {
    let same = |tool: &[&str]| json(&sample().run(tool));
    for revision in REVISIONS {
        let mut client = Client::start(sample(), revision);
        let found = client.call("search", json!({"query": "talks", "country": "Syria", "limit": 5}));
        let of_command: Vec<Value> =
            sample().hits(&["talks", "--country", "Syria", "--copies", "together", "-n", "5"]);
        let expected: Vec<&str> = of_command.iter().map(|hit| hit["id"].as_str().unwrap()).collect();
        assert_eq!(ids(&found), expected);
        let first = &found["results"][0];
        for key in ["title", "url", "date", "source", "countries", "snippet"] {
            assert!(first.get(key).is_some(), "{key}: {first}");
        }

        let id = first["id"].as_str().unwrap();
        let article = client.call("fetch", json!({"id": id}));
        let shown = same(&["show", id, "--json"]);
        assert!(article["text"].as_str().unwrap().contains(shown["body"].as_str().unwrap()));
        assert_eq!((&article["id"], &article["title"]), (&shown["id"], &shown["headline"]));
        assert!(article["url"].is_string() && article["truncated"] == false);
        assert!(!article["metadata"]["people"].as_array().unwrap().is_empty());
        assert!(
            article["metadata"]["citation"].as_str().unwrap().contains(shown["headline"].as_str().unwrap())
        );

        let counted = client.call("facets", json!({"query": "talks", "by": ["country"], "limit": 3}));
        let of_command = sample().run(&["facets", "talks", "--by", "country", "-n", "3", "--json"]);
        let lines: Vec<Value> = crate::common::lines(&of_command);
        assert_eq!(counted["facets"], json!(lines));

        let occurrences = client.call("lines", json!({"query": "ceasefire", "limit": 50}));
        let of_command = sample().run(&["lines", "ceasefire", "--json", "-n", "50"]);
        let lines: Vec<Value> = crate::common::lines(&of_command);
        let places = |lines: &[Value], key: &str| -> Vec<(String, String)> {
            lines.iter().map(|line| (line["id"].to_string(), line[key].to_string())).collect()
        };
        assert_eq!(places(occurrences["lines"].as_array().unwrap(), "match"), places(&lines, "hit"));

        let similar = client.call("similar", json!({"id": id, "limit": 3}));
        assert_eq!(similar["results"].as_array().unwrap().len(), 3);
        assert!(!ids(&similar).contains(&id.to_owned()));

        let name = client.call("names", json!({"name": "sergey lavrov", "limit": 5}));
        let spellings = name["spellings"].to_string();
        assert!(name["articles"].as_u64().unwrap() > 0 && spellings.contains("Sergei Lavrov"), "{name}");

        let why = client.call("why", json!({"id": id, "query": "talks france", "country": "Chile"}));
        assert_eq!((&why["matches"], &why["id"]), (&json!(false), &json!(id)));
        assert!(why["clauses"].as_array().unwrap().len() >= 2, "{why}");
        client.finish();
    }
}

#[test]
fn resources_and_prompts_are_read() {
    for revision in REVISIONS {
        let mut client = Client::start(sample(), revision);
        let stats = client.ask("resources/read", json!({"uri": "dateline://stats"}));
        let stats: Value = serde_json::from_str(stats["contents"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(stats["articles"], json(&sample().run(&["stats", "--json"]))["articles"]);
        let id = ids(&client.call("search", json!({"query": "talks"}))).remove(0);
        let uri = format!("dateline://article/{id}");
        let article = client.ask("resources/read", json!({"uri": uri}));
        let (title, text) =
            (client.call("fetch", json!({"id": id}))["title"].take(), &article["contents"][0]["text"]);
        assert!(text.as_str().unwrap().starts_with(title.as_str().unwrap()), "{text}");
        for nothing in ["dateline://article/none-such", "dateline://article/", "file:///etc/passwd", ""] {
            let error = client.refused("resources/read", json!({"uri": nothing}));
            let expected = if revision == Revision::Inline { -32602 } else { -32002 };
            assert_eq!(error["code"], expected, "{nothing}: {error}");
        }
        let brief =
            client.ask("prompts/get", json!({"name": "brief", "arguments": {"topic": "the Vienna talks"}}));
        assert!(
            brief["messages"][0]["content"]["text"].as_str().unwrap().contains("the Vienna talks"),
            "{brief}"
        );
        let claim =
            client.ask("prompts/get", json!({"name": "check-claim", "arguments": {"claim": "It rained."}}));
        assert!(claim["messages"][0]["content"]["text"].as_str().unwrap().contains("It rained."), "{claim}");
        assert_eq!(client.refused("prompts/get", json!({"name": "brief"}))["code"], -32602);
        assert_eq!(client.refused("prompts/get", json!({"name": "poem"}))["code"], -32602);
        client.finish();
    }
}

#[test]
fn faults_are_told_to_the_model_with_help() {
    for revision in REVISIONS {
        let mut client = Client::start(sample(), revision);
        for (tool, arguments, said) in [
            ("search", json!({"query": "(talks"}), vec!["mistake", "^"]),
            ("search", json!({"query": "talks", "country": "Syrai"}), vec!["country", "Syria"]),
            ("search", json!({"query": "talks", "since": "soon"}), vec!["since", "soon"]),
            ("search", json!({"query": "talks", "limit": 51}), vec!["limit", "from 1 to 50"]),
            ("search", json!({"query": "talks", "colour": "red"}), vec!["colour", "this tool takes query"]),
            ("search", json!({"query": ["a", {"b": 1}]}), vec!["query", "not a text"]),
            ("search", json!({"query": "talks", "max_bytes": 1}), vec!["max_bytes", "from 4096"]),
            ("search", json!({"query": "talks", "cursor": "nonsense"}), vec!["cursor", "previous answer"]),
            ("search", json!({"query": "talks", "cursor": "gone-10-0"}), vec!["index has changed"]),
            ("fetch", json!({"id": "none-such"}), vec!["no article has the id none-such", "search"]),
            ("fetch", json!({}), vec!["id: missing"]),
            ("facets", json!({"by": ["colour"]}), vec!["colour", "country"]),
            ("lines", json!({"query": "country:SY"}), vec!["nothing to line up"]),
            ("names", json!({"name": "Sergei Lavrow-Nobody"}), vec!["no article names"]),
            ("similar", json!({"id": "none-such"}), vec!["no article"]),
            ("why", json!({"id": "none-such", "query": "talks"}), vec!["no article"]),
        ] {
            let fault = client.fault(tool, arguments.clone());
            for said in said {
                assert!(fault.contains(said), "{tool} {arguments}: {fault}");
            }
        }
        let nothing = client.call("search", json!({"query": "zyxwvut ceasefire"}));
        assert_eq!((&nothing["total"], &nothing["results"]), (&json!(0), &json!([])));
        assert!(nothing["help"].to_string().contains("zyxwvut"), "{nothing}");
        assert_eq!(client.refused("tools/call", json!({"name": "delete"}))["code"], -32602);
        client.finish();
    }
}

#[test]
fn nonsense_is_answered_and_ends_nothing() {
    for revision in REVISIONS {
        let mut client = Client::start(sample(), revision);
        let deep = "[".repeat(20_000);
        let long = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{}"}}"#, "x".repeat(2 << 20));
        for (line, code) in [
            (b"hello".as_slice(), -32700),
            (b"{\"jsonrpc\":\"2.0\",", -32700),
            (b"\xff\xfe\x00", -32700),
            (deep.as_bytes(), -32700),
            (long.as_bytes(), -32600),
            (b"[]", -32600),
            (b"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600),
            (b"17", -32600),
            (b"null", -32600),
            (b"{}", -32600),
            (b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"tools/list\"}", -32600),
            (b"{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"tools/list\"}", -32600),
        ] {
            client.write_bytes(line);
            let (answer, _) = client.next();
            assert_eq!(
                answer["error"]["code"],
                code,
                "{}: {answer}",
                String::from_utf8_lossy(&line[..line.len().min(60)])
            );
        }
        for silent in [
            "",
            "   ",
            "\u{feff}",
            r#"{"jsonrpc":"2.0","method":"notifications/none"}"#,
            r#"{"jsonrpc":"2.0","id":99,"result":{}}"#,
        ] {
            client.write(silent);
        }
        assert_eq!(client.refused("no/such", json!({}))["code"], -32601);
        assert_eq!(client.refused("tools/call", json!({"name": 7}))["code"], -32602);
        assert_eq!(client.refused("tools/call", json!({"name": "search", "arguments": []}))["code"], -32602);
        assert!(client.call("search", json!({"query": "talks"}))["total"].as_u64().unwrap() > 0);
        client.finish();
    }
}

#[test]
fn a_client_may_leave_or_talk_nonsense_before_it_begins() {
    let mut command = sample().command(&["mcp"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());

    let mut server = sample().command(&["mcp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input = [
        "hello",
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","id":5,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocolVersion":"1999-01-01","capabilities":{},"clientInfo":{"name":"old","version":"0"}}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"search","arguments":{"query":"talks"}}}"#,
    ];
    server.stdin.take().unwrap().write_all((input.join("\n") + "\n").as_bytes()).unwrap();
    let output = server.wait_with_output().unwrap();
    let answers: Vec<Value> = crate::common::lines(&output);
    let codes: Vec<&Value> = answers.iter().map(|answer| &answer["error"]["code"]).collect();
    assert_eq!(codes[..3], [&json!(-32700), &json!(-32602), &json!(-32602)], "{answers:#?}");
    assert_eq!(answers[3]["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(
        answers[4]["result"]["isError"], false,
        "what was asked is answered after the end of the input"
    );
    assert!(output.status.success());
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

#[test]
fn two_hundred_random_calls_keep_to_their_bytes() {
    const WORDS: [&str; 12] = [
        "talks",
        "ceasefire",
        "\"foreign minister\"",
        "lavrov",
        "war OR peace",
        "a*",
        "",
        "headline:vienna",
        "\"",
        "naïve",
        "-talks",
        "the",
    ];
    const COUNTRIES: [&str; 5] = ["SY", "Russia", "Middle East", "Atlantis", ""];
    let every: Vec<String> = sample().ids(&["-n", "1000", "--since", "1900"]);
    let some: Vec<&str> = every.iter().map(String::as_str).chain(["none"]).collect();
    let mut numbers = Numbers(19);
    let mut client = Client::start(sample(), Revision::Inline);
    let (mut asked, mut answered, mut cut) = (Vec::new(), 0, 0);
    for _ in 0..200 {
        let max_bytes = [4096, 5000, 20_000, 65_536][numbers.below(4)];
        let mut arguments = json!({"max_bytes": max_bytes});
        let tool = numbers.of(&["search", "fetch", "facets", "lines", "similar", "names", "why"]);
        if matches!(tool, "fetch" | "similar" | "why") {
            arguments["id"] = numbers.of(&some).into();
        }
        if matches!(tool, "search" | "facets" | "lines" | "why") {
            arguments["query"] = numbers.of(&WORDS).into();
            arguments["country"] = numbers.of(&COUNTRIES).into();
        }
        if tool == "names" {
            arguments["name"] = numbers.of(&["Lavrov", "Syria", "UN", "nobody at all"]).into();
            arguments["type"] = numbers.of(&["person", "organisation", "place"]).into();
        }
        if matches!(tool, "search" | "facets" | "lines" | "similar" | "names") {
            arguments["limit"] = (1 + numbers.below(50)).into();
        }
        let id = client.send("tools/call", json!({"name": tool, "arguments": arguments}));
        asked.push((id, max_bytes, arguments));
        // Some wait for others, as clients do that ask several things at once.
        if asked.len() == 20 {
            for _ in 0..20 {
                let (answer, bytes) = client.next();
                let at = asked.iter().position(|(id, ..)| answer["id"] == *id).unwrap();
                let (_, max_bytes, arguments) = asked.swap_remove(at);
                assert!(bytes <= max_bytes, "{bytes} > {max_bytes}: {arguments}");
                let result = &answer["result"];
                answered += usize::from(result["isError"] == false);
                cut += usize::from(result["structuredContent"]["truncated"] == true);
            }
        }
    }
    assert!(answered >= 100 && cut >= 10, "{answered} answered, {cut} cut");
    client.finish();
}

#[test]
fn an_answer_goes_on_where_it_was_cut() {
    let text = |number: u64| format!("Word{number} of a long \"story\".\n");
    let body: String = (0..20_000).map(text).collect();
    let report = |number: u64| {
        let sentence =
            |part: u64| format!("The harbour was busy with ship{number}x{part} and crew{number}x{part}. ");
        let body: String = (0..20).map(sentence).collect();
        article(&format!("n{number:03}"), &format!("Harbour report {number}"), &body)
    };
    let many: String = (0..60).map(report).collect();
    let scratch =
        Scratch::with(&[("long.jsonl", &article("long", "A long story", &body)), ("many.jsonl", &many)]);
    scratch.index_news();
    let mut client = Client::start(&scratch, Revision::Inline);
    let mut all = |tool: &str, mut arguments: Value, key: &str| {
        let (mut items, mut answers) = (Vec::new(), 0);
        loop {
            let mut answer = client.call(tool, arguments.clone());
            answers += 1;
            match answer[key].take() {
                Value::Array(list) => items.extend(list),
                item => items.push(item),
            }
            match answer["cursor"].as_str() {
                Some(cursor) => arguments["cursor"] = cursor.into(),
                None => return (items, answers),
            }
        }
    };
    let (parts, answers) = all("fetch", json!({"id": "long"}), "text");
    let whole: String = parts.iter().map(|part| part.as_str().unwrap()).collect();
    assert!(whole.trim_end() == body.trim_end(), "{answers} parts, {} bytes of {}", whole.len(), body.len());
    assert!(answers > 5);
    let (hits, answers) =
        all("search", json!({"query": "harbour", "limit": 50, "max_bytes": 8192}), "results");
    let mut ids: Vec<&str> = hits.iter().map(|hit| hit["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert!(answers > 2 && ids.len() == 60 && hits.len() == 60, "{answers} answers, {} hits", hits.len());
    let (lines, answers) =
        all("lines", json!({"query": "harbour", "limit": 50, "max_bytes": 16384}), "lines");
    assert_eq!(lines.len(), 60 * 21, "{answers} answers");
    let (counts, answers) =
        all("facets", json!({"by": ["person", "place", "year"], "limit": 50, "max_bytes": 4096}), "facets");
    assert!(answers <= counts.len().max(1));
    client.finish();
}

#[test]
fn a_changed_index_is_seen_and_a_missing_one_is_told() {
    let scratch = Scratch::new();
    let mut client = Client::start(&scratch, Revision::Handshake);
    let fault = client.fault("search", json!({"query": "harbour"}));
    assert!(fault.contains("no index") && fault.contains("dateline index --index"), "{fault}");
    scratch.write("a.jsonl", article("a", "Harbour opens", "Ships came.").as_bytes());
    scratch.index_news();
    assert_eq!(ids(&client.call("search", json!({"query": "harbour"}))), ["a"]);
    scratch.write("b.jsonl", article("b", "Harbour closes", "Ships left.").as_bytes());
    scratch.index_news();
    assert_eq!(client.call("search", json!({"query": "harbour"}))["total"], 2);
    client.finish();
}

#[test]
fn articles_that_share_an_id_are_told_apart() {
    let scratch = Scratch::with(&[
        ("a.jsonl", &article("same", "First harbour", "Ships came.")),
        ("b.jsonl", &article("same", "Second harbour", "Ships left.")),
    ]);
    scratch.index_news();
    let mut client = Client::start(&scratch, Revision::Inline);
    let fault = client.fault("fetch", json!({"id": "same"}));
    assert!(fault.contains("First harbour") && fault.contains("b.jsonl"), "{fault}");
    let path = scratch.news().join("b.jsonl");
    let second = client.call("fetch", json!({"id": "same", "path": path.to_str().unwrap(), "record": 0}));
    assert_eq!(second["title"], "Second harbour");
    assert_eq!(second["url"], "dateline://article/same");
    client.finish();
}

#[test]
fn the_configuration_has_absolute_paths() {
    let output = dateline(&["mcp", "--config", "--index", "some/index"])
        .current_dir(sample().path())
        .output()
        .unwrap();
    let entry = &json(&output)["mcpServers"]["dateline"];
    assert!(std::path::Path::new(entry["command"].as_str().unwrap()).is_absolute(), "{}", stdout(&output));
    let index = sample().path().canonicalize().unwrap().join("some/index");
    assert_eq!(entry["args"], json!(["mcp", "--index", index.to_str().unwrap()]));
}
