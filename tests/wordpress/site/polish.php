<?php
// Plugin Name: Polish words that the packaged translations lack (months in the genitive, strings of the themes)
add_action('after_setup_theme', function () {
    global $wp_locale;
    $genitive = explode(' ', 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia');
    $nominative = explode(' ', 'styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień');
    foreach ($genitive as $number => $name) {
        $key = sprintf('%02d', $number + 1);
        $wp_locale->month[$key] = $nominative[$number];
        $wp_locale->month_genitive[$key] = $name;
    }
}, 99);

const KRONIKA_POLISH = [
    'Published %s' => 'Opublikowano %s', 'By %s' => 'Autor: %s', 'Categorized as %s' => 'Kategoria: %s', 'Tagged %s' => 'Tagi: %s',
    'Continue reading %s' => 'Czytaj dalej %s', 'Older posts' => 'Starsze wpisy', 'Newer posts' => 'Nowsze wpisy', 'Next post' => 'Następny wpis',
    'Previous post' => 'Poprzedni wpis', 'Next Page' => 'Następna strona', 'Previous Page' => 'Poprzednia strona', 'Skip to content' => 'Przejdź do treści',
    'Leave a comment' => 'Zostaw komentarz', 'Primary menu' => 'Menu główne', 'Posted' => 'Opublikowano', 'in' => 'w', 'by' => 'przez', 'Tags:' => 'Tagi:',
];
add_filter('gettext', fn($translated, $text) => $translated === $text ? KRONIKA_POLISH[$text] ?? $text : $translated, 10, 2);
add_filter('gettext_with_context', function ($translated, $text, $context) {
    if ($context === 'decline months names: on or off') return 'on';
    return $translated === $text ? KRONIKA_POLISH[$text] ?? $text : $translated;
}, 10, 3);
