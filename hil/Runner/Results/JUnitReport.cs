using System.Globalization;
using System.Xml.Linq;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Results;

/// <summary>A run as JUnit XML: a suite a contract, and one for the target itself.</summary>
public static class JUnitReport
{
    /// <summary>The document.</summary>
    public static XDocument Of(RunReport run)
    {
        IEnumerable<XElement> suites = run.Cases.GroupBy(one => one.Contract).Select(contract => Suite(
            $"{run.Rig}.{contract.Key}", run, contract.Select(one => Case(run, one)), contract.Sum(one => one.Microseconds) / 1e6));
        XElement target = new("testcase", new XAttribute("classname", $"{run.Rig}.target"), new XAttribute("name", "runs to its end"), new XAttribute("time", Seconds(run.Seconds)));
        if (run.Verdict != Verdict.Complete)
        {
            target.Add(new XElement("error", new XAttribute("type", run.Verdict.ToString()), new XAttribute("message", Clean(run.Attempts[^1].Detail))));
        }

        XElement[] all = [.. suites, Suite($"{run.Rig}.target", run, [target], run.Seconds)];
        return new XDocument(new XElement("testsuites", new XAttribute("name", run.Rig), Total("tests"), Total("failures"), Total("errors"), Total("skipped"), new XAttribute("time", Seconds(run.Seconds)), all));

        XAttribute Total(string name) => new(name, all.Sum(suite => (int)suite.Attribute(name)!));
    }

    private static XElement Suite(string name, RunReport run, IEnumerable<XElement> cases, double seconds)
    {
        XElement[] all = [.. cases];
        return new("testsuite", new XAttribute("name", name), new XAttribute("tests", all.Length), Count("failures", "failure"), Count("errors", "error"), Count("skipped", "skipped"),
            new XAttribute("time", Seconds(seconds)), new XAttribute("timestamp", run.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)), new XAttribute("hostname", run.TargetName ?? "unknown"), all);

        XAttribute Count(string attribute, string element) => new(attribute, all.Count(one => one.Element(element) is not null));
    }

    private static XElement Case(RunReport run, CaseReport one)
    {
        XElement element = new("testcase", new XAttribute("classname", $"{run.Rig}.{one.Contract}"), new XAttribute("name", one.Name[(one.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]), new XAttribute("time", Seconds(one.Microseconds / 1e6)));
        string[] regressions = [.. run.Regressions.Where(regression => regression.Case == one.Name).Select(RunText.Of)];
        if (one.Outcome == CaseOutcome.NotRun)
        {
            element.Add(new XElement("skipped", new XAttribute("message", Clean(one.Difference ?? ""))));
        }
        else if (one.Outcome != CaseOutcome.Passed)
        {
            element.Add(new XElement("failure", new XAttribute("type", one.Outcome.ToString()), new XAttribute("message", Clean(one.Difference ?? ""))));
        }
        else if (regressions.Length > 0)
        {
            element.Add(new XElement("failure", new XAttribute("type", "Regression"), new XAttribute("message", string.Join("; ", regressions))));
        }

        return element;
    }

    // What XML can't hold: a board may print anything.
    private static string Clean(string text) => new([.. text.Select(c => c is >= ' ' and <= '~' ? c : '.')]);

    private static string Seconds(double seconds) => seconds.ToString("0.######", CultureInfo.InvariantCulture);
}
