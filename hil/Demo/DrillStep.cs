using System.Globalization;

namespace AIoT.Embedded.Hil.Demo;

/// <summary>One injected fault: at a wall-clock second, the process of a name is killed (SIGKILL) and started again.</summary>
/// <param name="Process"><c>broker</c>, <c>gateway</c>, or a board's name.</param>
/// <param name="Seconds">Wall seconds after the start.</param>
public sealed record DrillStep(string Process, double Seconds)
{
    /// <summary>Reads <c>broker@10,gateway@20,fan-1@25</c>.</summary>
    /// <exception cref="DemoException">A part is not NAME@SECONDS.</exception>
    public static IReadOnlyList<DrillStep> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        List<DrillStep> steps = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = part.Split('@');
            if (halves.Length != 2 || halves[0].Length == 0 || !double.TryParse(halves[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double at) || !(at >= 0 && at < 1e6))
            {
                throw new DemoException($"--drill: '{part}' is not NAME@SECONDS; write for instance broker@10,gateway@20,fan-1@25");
            }

            steps.Add(new DrillStep(halves[0], at));
        }

        return [.. steps.OrderBy(s => s.Seconds)];
    }
}
