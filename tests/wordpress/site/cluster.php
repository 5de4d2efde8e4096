<?php
// Plugin Name: Habits of cluster sites (what usual plugins add: events, a calendar, share links, related news, widgets)

// Events are a post type of their own, with an archive and in the REST list.
add_action('init', 'kronika_events');
function kronika_events(): void {
    register_post_type('wydarzenie', [
        'public' => true, 'label' => 'Wydarzenia', 'has_archive' => 'wydarzenia', 'show_in_rest' => true,
        'rewrite' => ['slug' => 'wydarzenie', 'with_front' => false], 'supports' => ['title', 'editor'],
    ]);
}
add_shortcode('kalendarz', 'kronika_calendar');

// One month, with links to the month before, the month after and every day: there is no end to it.
function kronika_calendar(): string {
    $asked = $_GET['miesiac'] ?? '';
    $month = strtotime((is_string($asked) && preg_match('/^\d{4}-(0[1-9]|1[0-2])$/', $asked) ? $asked : '2026-06') . '-01');
    $link = fn($name, $value, $label) => sprintf('<a href="%s">%s</a>', esc_url(add_query_arg($name, $value, get_permalink())), $label);
    $days = '';
    for ($day = 1; $day <= (int) date('t', $month); $day++) {
        $days .= '<td>' . $link('dzien', date('Y-m-', $month) . sprintf('%02d', $day), $day) . '</td>' . ($day % 7 ? '' : '</tr><tr>');
    }
    return '<div class="kalendarz"><p>' . $link('miesiac', date('Y-m', strtotime('-1 month', $month)), '« poprzedni miesiąc')
        . ' <strong>' . wp_date('F Y', $month + 43200) . '</strong> ' . $link('miesiac', date('Y-m', strtotime('+1 month', $month)), 'następny miesiąc »')
        . "</p><table><tr>$days</tr></table></div>";
}

// Share links and related news, with dates and teasers, stand inside the content area, as most plugins put them.
add_filter('the_content', function (string $text): string {
    if (!is_singular('post') || !in_the_loop() || !is_main_query()) return $text;
    $url = rawurlencode(get_permalink());
    $text .= '<div class="udostepnij"><span>Udostępnij:</span> <a rel="nofollow" href="https://facebook.example/sharer.php?u=' . $url . '">Facebook</a>'
        . ' <a rel="nofollow" href="https://linkedin.example/share?url=' . $url . '">LinkedIn</a>'
        . ' <a href="mailto:?subject=' . rawurlencode(get_the_title()) . '&amp;body=' . $url . '">Wyślij znajomemu</a></div>';
    $related = '';
    foreach (get_post_meta(get_the_ID(), '_related', true) ?: [] as $id) {
        $teaser = wp_trim_words(wp_strip_all_tags(strip_shortcodes(excerpt_remove_blocks(get_post($id)->post_content))), 18);
        $related .= '<li><a href="' . get_permalink($id) . '">' . get_the_title($id) . '</a> <span class="data">' . get_the_date('j F Y', $id) . "</span><p>$teaser</p></li>";
    }
    return $text . ($related ? "<div class=\"zobacz-takze\"><h3>Zobacz także</h3><ul>$related</ul></div>" : '');
}, 30);

// What stands beside or under every page.
function kronika_widgets(): array {
    return [
        '<!-- wp:search {"label":"Szukaj"} /-->',
        '<!-- wp:group --><div class="wp-block-group"><!-- wp:heading --><h2>Ostatnie wpisy</h2><!-- /wp:heading --><!-- wp:latest-posts {"displayPostDate":true} /--></div><!-- /wp:group -->',
        '<!-- wp:archives {"showPostCounts":true} /-->', '<!-- wp:categories /-->', '<!-- wp:calendar /-->', '<!-- wp:tag-cloud /-->', '<!-- wp:latest-comments /-->',
    ];
}
// A block theme has no sidebars: there they stand above the footer, after links to the archive of events.
add_filter('render_block_core/template-part', function (string $html, array $block): string {
    if (($block['attrs']['slug'] ?? '') !== 'footer') return $html;
    $events = '<p><a href="' . get_post_type_archive_link('wydarzenie') . '">Wydarzenia</a></p>';
    return '<aside class="widgety">' . $events . do_blocks(implode('', kronika_widgets())) . '</aside>' . $html;
}, 10, 2);
