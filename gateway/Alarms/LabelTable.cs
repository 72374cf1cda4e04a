using System.Globalization;
using System.Text;
using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>
/// Labels as a table, one row a sensor of an alarm. The first columns are those of aiot-model's labels files (file, label, bearing, condition):
/// <c>file</c> names the alarm and the sensor, as recordings that are cut from these readings are to be called.
/// </summary>
public static class LabelTable
{
    public const string Header = "file,label,bearing,condition,machine,sensor,device,epoch,from_seq,to_seq,count,hash,alarm,decision,said,verdict,fault,by,utc_ms,comment";

    public static string Csv(IEnumerable<AlarmLabel> labels)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (AlarmLabel label in labels)
        {
            foreach (DecisionInput input in label.Inputs)
            {
                object[] fields =
                [
                    FileOf(label, input), label.Label, label.Machine, "", label.Machine, input.Sensor, input.Device, input.Epoch, input.FromSeq, input.ToSeq, input.Count, input.Hash,
                    label.Alarm, label.Decision, label.Class, label.Verdict.Verdict, label.Verdict.Fault, label.Verdict.By, label.Verdict.UtcMs, label.Verdict.Comment,
                ];
                text.AppendJoin(',', fields.Select(Field)).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string FileOf(AlarmLabel label, DecisionInput input) => $"alarm-{label.Alarm}-{input.Sensor}.csv";

    /// <summary>RFC 4180; a text that a spreadsheet would take for a formula is kept from being one.</summary>
    private static string Field(object value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (text.Length > 0 && value is string && text[0] is '=' or '+' or '-' or '@')
        {
            text = "'" + text;
        }

        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }
}
