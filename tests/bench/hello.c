/* The least that a program in a terminal does: a line on the screen, a key waited for. What a kiosk's first frame is measured against. */
#include <locale.h>
#include <ncurses.h>

int main(void)
{
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    keypad(stdscr, TRUE);
    mvaddstr(LINES - 1, 1, "Hello, world: help");
    refresh();
    getch();
    endwin();
    return 0;
}
