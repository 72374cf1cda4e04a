using System.Globalization;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>The last birth number in a file of one line, replaced whole and flushed before the number is used.</summary>
public sealed class BirthNumberFile(string path) : IBirthNumbers
{
    /// <exception cref="IOException">The file can't be written.</exception>
    public int Next()
    {
        int next = 0;
        if (File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int last) && last is >= 0 and <= 255)
        {
            next = (last + 1) & 255;
        }

        PrivateFile.Write(path, next.ToString(CultureInfo.InvariantCulture) + "\n");
        return next;
    }
}
