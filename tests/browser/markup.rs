//! The Nu Html Checker, which is what the W3C checks HTML with, on every page in every theme.

use serde_json::Value;

use crate::shown::SITES;
use crate::tools;

#[test]
fn the_checker_of_html_finds_no_error() {
    let Some(jar) = tools::fetched("vnu-jar/build/dist/vnu.jar") else { return };
    let Some(mut java) = tools::program("java", "-version") else { return };
    let run = java
        // It starts sooner so, leaves the other core to the browser, and its schema needs a deep stack.
        .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar"])
        .arg(jar)
        .args(["--errors-only", "--skip-non-html", "--format", "json"])
        .args(SITES.iter().map(|site| &site.folder))
        .output()
        .expect("Java starts");
    let said = String::from_utf8_lossy(&run.stderr);
    let report: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("no report: {said}"));
    let faults: Vec<String> = report["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|fault| format!("{}:{}: {} {}", fault["url"], fault["lastLine"], fault["message"], fault["extract"]))
        .collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(run.status.success(), "the checker ends with {}", run.status);
}
