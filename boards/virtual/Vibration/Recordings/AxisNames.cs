namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>How a user names an axis: by its name, in any case, or by its index.</summary>
internal static class AxisNames
{
    public static int Index(string file, IReadOnlyList<string> names, string? axis)
    {
        if (string.IsNullOrEmpty(axis))
        {
            return 0;
        }

        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(axis, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return int.TryParse(axis, out int index) && index >= 0 && index < names.Count
            ? index
            : throw new RecordingException(file, $"has no axis '{axis}'", $"use one of {string.Join(", ", names)} or 0 to {names.Count - 1}");
    }
}
