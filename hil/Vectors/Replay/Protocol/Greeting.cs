using nanoFramework.Runtime.Native;
using Memory = nanoFramework.Runtime.Native.GC;

namespace AIoT.Embedded.Replay
{
    /// <summary>The first line: <c>hello VERSION APPLICATION TARGET FIRMWARE FREEBYTES</c>.</summary>
    public static class Greeting
    {
        /// <summary>The version of the lines.</summary>
        public const int Version = 1;

        /// <summary>The line's text.</summary>
        /// <param name="application">The application's name, without blanks.</param>
        public static string Of(string application)
        {
            return "hello " + Version.ToString() + " " + application + " " + Word(SystemInfo.TargetName) + " " + Word(SystemInfo.Version.ToString()) + " " + Memory.Run(true).ToString();
        }

        private static string Word(string text)
        {
            if (text == null || text.Length == 0)
            {
                return "-";
            }

            char[] word = text.ToCharArray();
            for (int i = 0; i < word.Length; i++)
            {
                if (word[i] <= ' ' || word[i] > '~')
                {
                    word[i] = '_';
                }
            }

            return new string(word);
        }
    }
}
